import {join} from 'node:path';
import {WEBHOOK_CONFIGURATION, WEBHOOK_SERVICE} from '../../../src/admission/webhook/configuration.ts';
import {WEBHOOK_PATH} from '../../../src/admission/webhook/path.ts';
import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import {objectAt, objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import {objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {freePort} from '../../cluster/process/free-port.ts';
import {eventually} from '../../support/eventually.ts';
import type {Admin} from '../../support/kube-client.ts';
import type {Operator} from '../../support/operator.ts';
import {CONFIG} from '../install/installation.ts';

const OVERLAY = join(CONFIG, 'webhook');
const CONFIGURATION = objectPath(RESOURCES.MutatingWebhookConfiguration, {name: WEBHOOK_CONFIGURATION});

/**
 * Where the API server asks for the webhook: by URL, since there is no network of pods here. Everything else is as
 * `config/webhook` says.
 */
export class WebhookSite {
  readonly port: number;
  readonly #cluster: Cluster;
  readonly #admin: Admin;

  private constructor(cluster: Cluster, admin: Admin, port: number) {
    this.#cluster = cluster;
    this.#admin = admin;
    this.port = port;
  }

  static async open(cluster: Cluster, admin: Admin): Promise<WebhookSite> {
    return new WebhookSite(cluster, admin, await freePort());
  }

  /** Applies the overlay, and says where the webhook is. */
  async install(): Promise<void> {
    await this.#cluster.kubectl(['apply', '--kustomize', OVERLAY]);
    await this.pointTo(this.port);
  }

  /** The API server asks there from now on. */
  async pointTo(port: number): Promise<void> {
    await this.#point({url: `https://127.0.0.1:${port}${WEBHOOK_PATH}`});
  }

  /** As the overlay says it: through the Service. */
  async pointToService(): Promise<void> {
    await this.#point({
      service: {namespace: OPERATOR_NAMESPACE, name: WEBHOOK_SERVICE, path: WEBHOOK_PATH, port: 443},
    });
  }

  /** With more patience than is shipped: a busy machine must not make pods classic, nor the webhook one that is not asked. */
  async #point(place: JsonObject): Promise<void> {
    const stored = await this.configuration();
    const operations = objectsAt(stored, 'webhooks').flatMap(({clientConfig}, index) => {
      const {caBundle} = objectAt({clientConfig}, 'clientConfig');
      const value = {...place, ...(caBundle !== undefined && {caBundle})};
      return [
        {op: 'replace', path: `/webhooks/${index}/clientConfig`, value},
        {op: 'replace', path: `/webhooks/${index}/timeoutSeconds`, value: 10},
      ] as const;
    });
    await this.#admin.rest.jsonPatch(CONFIGURATION, operations);
  }

  async configuration(): Promise<JsonObject> {
    return this.#admin.rest.get(CONFIGURATION);
  }
}

/** Flags of an operator that serves the webhook at this port. */
export function webhookFlags(port: number): readonly string[] {
  return [`--webhook-address=127.0.0.1:${port}`, '--webhook-hosts=127.0.0.1'];
}

/** Resolves when the operator counts on its webhook. */
export async function webhookInForce(operator: Operator): Promise<void> {
  const isInForce = (): boolean => {
    operator.mustLive();
    return operator.lines.some(({message}) => message === 'webhook is in force');
  };
  await eventually('the webhook is in force', isInForce);
}
