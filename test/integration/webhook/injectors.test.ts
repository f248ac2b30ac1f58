import assert from 'node:assert/strict';
import {join} from 'node:path';
import {objectAt, stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {Closing} from '../../support/closing.ts';
import {eventually} from '../../support/eventually.ts';
import {InjectingWebhook, type Injector} from '../../support/injecting-webhook.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {AGENT, podOf, STORIES, type Story} from '../admission/injector-stories.ts';
import {placesOf} from '../gitops/verdict.ts';
import {CONFIG} from '../install/installation.ts';
import {Lab} from '../loop/lab.ts';
import {webhookFlags, webhookInForce, WebhookSite} from './webhook-site.ts';

const OVERLAY = join(CONFIG, 'webhook');
const NAMESPACE = 'webhook-injectors';
/** API servers ask webhooks in the order of the names of their configurations: this one after Outrigger's. */
const LATE = 'zzz-webhook-injectors';
const BOTH_NATIVE = 'app | log* agent*';

describe('the webhook beside a real injecting webhook', function () {
  this.timeout(120_000);
  const closing = new Closing();
  const injectors = new Map<string, InjectingWebhook>();
  let lab: Lab;

  before(async () => {
    const cluster = await sharedCluster();
    lab = await Lab.open(NAMESPACE);
    closing.add(async () => lab.close());
    const site = await WebhookSite.open(cluster, lab.admin);
    closing.add(async () => cluster.kubectl(['delete', '--ignore-not-found', '--kustomize', OVERLAY]));
    await site.install();
    for (const [index, {injector, policy}] of STORIES.entries()) {
      await install({...injector, name: namespaceOf(index)}, policy?.acknowledge);
    }
    await install({reinvocation: 'IfNeeded', looksIn: ['containers'], name: LATE});
    await lab.start([...webhookFlags(site.port), '--admission=webhook']);
    await webhookInForce(lab.operator);
    for (const index of STORIES.keys()) await inForce(namespaceOf(index));
  });

  after(async () => closing.close());

  STORIES.forEach((story, index) => {
    it(`converts both sidecars, and has no pod refused, where ${circumstances(story)}`, async () => {
      const pod = await create(namespaceOf(index), podOf(story));
      assert.equal(placesOf(objectAt(pod, 'spec')), BOTH_NATIVE);
      assert.equal(injectors.get(namespaceOf(index))?.asked.get('shop'), story.asked);
      const record = stringMapAt(pod, 'metadata', 'annotations')['outrigger.dev/record'] ?? '[]';
      const names = (JSON.parse(record) as readonly JsonObject[]).map(({n}) => n);
      assert.deepEqual(names, ['log', 'agent']);
    });
  });

  it('is the reason why pods are refused where an injector comes after it that is asked again and looks in containers only', async () => {
    await eventually('both webhooks are asked', async () =>
      create(LATE, podOf({}), true).then(
        () => false,
        (error: unknown) => /Duplicate value: "agent"/.test(String(error)),
      ),
    );
  });

  /** A namespace, its injector, and its policy; all of it goes in the end. */
  async function install(
    injector: Pick<Injector, 'name' | 'reinvocation' | 'looksIn'>,
    acknowledge: readonly string[] = [],
  ) {
    const {rest} = lab.admin;
    const namespace = injector.name;
    await lab.admin.create('Namespace', undefined, {metadata: {name: namespace}});
    closing.add(async () => lab.admin.delete('Namespace', undefined, namespace));
    const target = {kinds: ['Pod']};
    const conversion = {mode: 'Enforce', delivery: 'Pod'};
    const spec = {target, sidecars: [{match: {names: ['log', 'agent']}}], conversion, acknowledge};
    await lab.admin.create('SidecarPolicy', namespace, {metadata: {name: 'shop'}, spec});
    closing.add(async () => lab.admin.delete('SidecarPolicy', namespace, 'shop'));
    const webhook = await InjectingWebhook.start({...injector, namespace, container: AGENT});
    closing.add(async () => webhook.stop());
    injectors.set(namespace, webhook);
    await rest.create(collectionPath(RESOURCES.MutatingWebhookConfiguration), webhook.configuration);
    closing.add(async () => rest.delete(objectPath(RESOURCES.MutatingWebhookConfiguration, {name: injector.name})));
  }

  async function inForce(namespace: string): Promise<void> {
    await eventually(`both webhooks are asked about pods of ${namespace}`, async () => {
      const pod = await create(namespace, {...podOf({}), metadata: {name: 'canary'}}, true);
      return placesOf(objectAt(pod, 'spec')) === BOTH_NATIVE;
    });
  }

  async function create(namespace: string, fields: JsonObject, dryRun = false): Promise<JsonObject> {
    const pod = {apiVersion: 'v1', kind: 'Pod', ...fields};
    return lab.admin.rest.create(collectionPath(RESOURCES.Pod, namespace), pod, {dryRun});
  }
});

function namespaceOf(index: number): string {
  return `${NAMESPACE}-${index}`;
}

function circumstances({injector, policy, written}: Story): string {
  const asked = injector.reinvocation === 'Never' ? 'once' : 'again';
  return [
    `an injector is asked ${asked}`,
    injector.looksIn.length === 1 ? 'and looks in containers only' : 'and looks in both lists',
    ...(written === true ? ['and its container is in the manifest'] : []),
    ...(policy?.acknowledge === undefined ? [] : ['and that is acknowledged']),
  ].join(' ');
}
