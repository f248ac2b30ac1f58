import assert from 'node:assert/strict';
import {compilePodPolicy} from '../../../src/admission/pods/compile.ts';
import {unitsOf} from '../../../src/admission/pods/units.ts';
import {objectAt, objectsAt, stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import {reachesNamespace, reinvokedWebhooksOf} from '../../../src/domain/surroundings/reinvoked-webhook.ts';
import {isInvalid} from '../../../src/kube/api-error.ts';
import {container, podSpec, policy, rule} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {InjectingWebhook} from '../../support/injecting-webhook.ts';
import {Admin} from '../../support/kube-client.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {placesOf} from '../gitops/verdict.ts';
import {AdmissionPolicies, type PolicyAndBinding} from './admission-policies.ts';
import {AGENT, podOf, STORIES, type Story} from './injector-stories.ts';

const CONFIGURATIONS = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations';

describe('a compiled pod policy beside a real injecting webhook', function () {
  this.timeout(120_000);
  let admin: Admin;
  let admission: AdmissionPolicies;
  const webhooks: InjectingWebhook[] = [];

  before(async () => {
    admin = new Admin(await sharedCluster());
    admission = new AdmissionPolicies(admin, 'injectors-canary');
    await admission.open();
    for (const [index, {injector}] of STORIES.entries()) {
      const namespace = namespaceOf(index);
      await admin.create('Namespace', undefined, {metadata: {name: namespace}});
      const webhook = await InjectingWebhook.start({...injector, name: namespace, namespace, container: AGENT});
      webhooks.push(webhook);
      await admin.rest.create(CONFIGURATIONS, webhook.configuration);
    }
    for (const [index, webhook] of webhooks.entries()) await inForce(webhook, namespaceOf(index));
    const {items} = await admin.rest.page(CONFIGURATIONS, {limit: 0});
    await admission.apply(STORIES.map((story, index) => compiled(story, namespaceOf(index), items)));
  });

  after(async () => {
    await admission.close();
    for (const [index, webhook] of webhooks.entries()) {
      await admin.rest.delete(`${CONFIGURATIONS}/${namespaceOf(index)}`);
      await webhook.stop();
      await admin.delete('Namespace', undefined, namespaceOf(index));
    }
    await admin.close();
  });

  STORIES.forEach((story, index) => {
    it(story.says, async () => {
      const pod = await stored(story, namespaceOf(index));
      assert.equal(webhooks[index]?.asked.get('shop'), story.asked);
      assert.equal(pod && placesOf(objectAt(pod, 'spec')), story.stored);
      const annotations = stringMapAt(pod, 'metadata', 'annotations');
      const record = JSON.parse(annotations['outrigger.dev/record'] ?? '[]') as readonly JsonObject[];
      assert.deepEqual(
        record.map(({n}) => n),
        story.recorded ?? [],
      );
      assert.ok(!('outrigger.dev/looked' in annotations));
    });
  });

  it('leaves no mark where its sidecar was the only one and was given up', async () => {
    const index = STORIES.findIndex(({written, injector}) => written === true && injector.reinvocation === 'IfNeeded');
    const spec = podSpec([container('app'), AGENT]);
    const pod = await admission.dryRun(namespaceOf(index), {metadata: {name: 'alone'}, spec});
    assert.equal(placesOf(objectAt(pod, 'spec')), 'app agent | ');
    const keys = Object.keys(stringMapAt(pod, 'metadata', 'annotations'));
    assert.deepEqual(
      keys.filter(key => key.startsWith('outrigger.dev/')),
      [],
    );
  });

  /** Undefined: the server refuses it, because a name stands in both lists. */
  async function stored(story: Story, namespace: string): Promise<JsonObject | undefined> {
    return admission.dryRun(namespace, podOf(story)).catch((error: unknown) => {
      assert.ok(isInvalid(error), String(error));
      assert.match(String(error), /Duplicate value: "agent"/);
      return undefined;
    });
  }

  async function inForce({injector}: InjectingWebhook, namespace: string): Promise<void> {
    await eventually(`${injector.name} is asked`, async () => {
      const pod = await admission.dryRun(namespace, {metadata: {name: 'canary'}, spec: podSpec([container('app')])});
      return objectsAt(pod, 'spec', 'containers').length === 2;
    });
  }
});

function namespaceOf(index: number): string {
  return `injectors-${index}`;
}

/** As it must be with these webhook configurations in the cluster. */
function compiled(story: Story, namespace: string, configurations: readonly JsonObject[]): PolicyAndBinding {
  const sidecars = [rule({names: ['log', 'agent']})];
  const [unit] = unitsOf([policy({namespace, key: `${namespace}/shop`, sidecars, ...story.policy})], []);
  const labels = {'kubernetes.io/metadata.name': namespace};
  const reinvoked = configurations.flatMap(reinvokedWebhooksOf).filter(webhook => reachesNamespace(webhook, labels));
  const result = compilePodPolicy({...(unit ?? assert.fail()), reinvoked: reinvoked.map(({name}) => name)});
  return result.type === 'Compiled' ? result : assert.fail(JSON.stringify(result));
}
