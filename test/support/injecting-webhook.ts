import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {createServer, type Server} from 'node:https';
import type {AddressInfo} from 'node:net';
import {isObject, objectAt, objectsAt, stringAt, type JsonObject} from '../../src/domain/json.ts';
import {tlsFile} from './https-peer.ts';

export interface Injector {
  /** Of its configuration. */
  readonly name: string;
  /** The one namespace whose pods it is asked about. */
  readonly namespace: string;
  /** Of that namespace, where it must have more than its name. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly reinvocation: 'Never' | 'IfNeeded';
  /** Where it looks whether its container is there already. */
  readonly looksIn: readonly ('containers' | 'initContainers')[];
  /** What it adds, at the end of `containers`. */
  readonly container: JsonObject;
}

/** A mutating webhook as injectors have them: a server of its own, and the MutatingWebhookConfiguration for it. */
export class InjectingWebhook {
  readonly injector: Injector;
  readonly #server: Server;
  /** How often it was asked about each pod, by name. */
  readonly asked = new Map<string, number>();

  private constructor(injector: Injector) {
    this.injector = injector;
    const [cert, key] = ['server.crt', 'server.key'].map(name => readFileSync(tlsFile(name)));
    this.#server = createServer({cert, key}, (request, response) => void this.#take(request, response));
    // Never the first to end an idle connection: a request that crosses such an end fails.
    this.#server.keepAliveTimeout = 0;
  }

  static async start(injector: Injector): Promise<InjectingWebhook> {
    const webhook = new InjectingWebhook(injector);
    // Unreferenced: a test that fails before it stops the webhook must not keep the whole run from ending.
    webhook.#server.listen(0, '127.0.0.1').unref();
    await once(webhook.#server, 'listening');
    return webhook;
  }

  /** To be created by the test, and deleted before `stop`. */
  get configuration(): JsonObject {
    const {name, namespace, labels, reinvocation} = this.injector;
    const {port} = this.#server.address() as AddressInfo;
    const caBundle = readFileSync(tlsFile('ca.crt')).toString('base64');
    return {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: {name},
      webhooks: [
        {
          name: 'pods.injector.example',
          clientConfig: {url: `https://127.0.0.1:${port}/`, caBundle},
          rules: [{operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods']}],
          namespaceSelector: {matchLabels: {...labels, 'kubernetes.io/metadata.name': namespace}},
          reinvocationPolicy: reinvocation,
          sideEffects: 'None',
          failurePolicy: 'Fail',
          admissionReviewVersions: ['v1'],
        },
      ],
    };
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const review: unknown = JSON.parse(Buffer.concat(chunks).toString());
    response.writeHead(200, {'content-type': 'application/json'}).end(JSON.stringify(this.#answer(review)));
  }

  #answer(review: unknown): JsonObject {
    const pod = objectAt(review, 'request', 'object');
    const name = stringAt(pod, 'metadata', 'name') ?? '';
    this.asked.set(name, (this.asked.get(name) ?? 0) + 1);
    const patch = Buffer.from(JSON.stringify(this.#patchOf(pod))).toString('base64');
    const uid = stringAt(review, 'request', 'uid');
    const response = {uid, allowed: true, patchType: 'JSONPatch', patch};
    return {apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response};
  }

  #patchOf(pod: JsonObject): readonly JsonObject[] {
    const {looksIn, container} = this.injector;
    const isThere = looksIn.some(list => objectsAt(pod, 'spec', list).some(one => one['name'] === container['name']));
    return isThere || !isObject(pod['spec']) ? [] : [{op: 'add', path: '/spec/containers/-', value: container}];
  }
}
