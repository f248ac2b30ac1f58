import assert from 'node:assert/strict';
import {compilePodPolicy} from '../../../src/admission/pods/compile.ts';
import {unitsOf} from '../../../src/admission/pods/units.ts';
import {objectAt, objectsAt, stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {reachesNamespace, reinvokedWebhooksOf} from '../../../src/domain/surroundings/reinvoked-webhook.ts';
import {isInvalid} from '../../../src/kube/api-error.ts';
import {container, podSpec, policy, rule} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {InjectingWebhook, type Injector} from '../../support/injecting-webhook.ts';
import {Admin} from '../../support/kube-client.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {placesOf} from '../gitops/verdict.ts';
import {AdmissionPolicies, type PolicyAndBinding} from './admission-policies.ts';

const CONFIGURATIONS = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations';
const AGENT = container('agent');
const CLASSIC = 'app log';
const BOTH = ['containers', 'initContainers'] as const;
const ONE = ['containers'] as const;
const ACKNOWLEDGED = {acknowledge: ['InjectorReinvoked']} as const;

/** A pod with a classic sidecar of its own, in a namespace whose injector adds another one. */
interface Story {
  readonly says: string;
  readonly injector: Pick<Injector, 'reinvocation' | 'looksIn'>;
  readonly policy?: Partial<Policy>;
  /** The manifest has the injector's container already. */
  readonly written?: true;
  /** Names in `containers` and in `initContainers`; `*`: native. Undefined: the pod is refused. */
  readonly stored: string | undefined;
  /** Of the record. */
  readonly recorded?: readonly string[];
  readonly asked: number;
}

const STORIES: readonly Story[] = [
  {
    says: 'converts what an injector adds that is asked once',
    injector: {reinvocation: 'Never', looksIn: BOTH},
    stored: 'app | log* agent*',
    recorded: ['log', 'agent'],
    asked: 1,
  },
  {
    says: 'converts what an injector adds that is asked once and looks in containers only',
    injector: {reinvocation: 'Never', looksIn: ONE},
    stored: 'app | log* agent*',
    recorded: ['log', 'agent'],
    asked: 1,
  },
  {
    says: 'leaves alone what an injector adds that is asked again and looks in containers only',
    injector: {reinvocation: 'IfNeeded', looksIn: ONE},
    stored: 'app agent | log*',
    recorded: ['log'],
    asked: 2,
  },
  {
    says: 'leaves alone what an injector adds that is asked again, since nobody can see where it looks',
    injector: {reinvocation: 'IfNeeded', looksIn: BOTH},
    stored: 'app agent | log*',
    recorded: ['log'],
    asked: 2,
  },
  {
    says: 'converts what an injector adds that is asked again, once somebody who knows has acknowledged it',
    injector: {reinvocation: 'IfNeeded', looksIn: BOTH},
    policy: ACKNOWLEDGED,
    stored: 'app | log* agent*',
    recorded: ['log', 'agent'],
    asked: 2,
  },
  {
    says: 'is the reason why the pod is refused where somebody has acknowledged it who did not know',
    injector: {reinvocation: 'IfNeeded', looksIn: ONE},
    policy: ACKNOWLEDGED,
    stored: undefined,
    asked: 2,
  },
  {
    says: 'converts a written container that an injector adds again, because it looks in containers only',
    injector: {reinvocation: 'Never', looksIn: ONE},
    written: true,
    stored: 'app | log* agent*',
    recorded: ['log', 'agent'],
    asked: 1,
  },
  {
    says: 'gives up a written container that an injector adds again and would add once more',
    injector: {reinvocation: 'IfNeeded', looksIn: ONE},
    written: true,
    stored: 'app agent | log*',
    recorded: ['log'],
    asked: 2,
  },
  {
    says: 'converts a written container that an injector finds there, which is asked again',
    injector: {reinvocation: 'IfNeeded', looksIn: BOTH},
    written: true,
    stored: 'app | log* agent*',
    recorded: ['log', 'agent'],
    asked: 2,
  },
];

describe('a compiled pod policy beside a real injecting webhook', function () {
  this.timeout(60_000);
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
  async function stored({written}: Story, namespace: string): Promise<JsonObject | undefined> {
    const containers = [...CLASSIC.split(' ').map(name => container(name)), ...(written ? [AGENT] : [])];
    const pod = {metadata: {name: 'shop'}, spec: podSpec(containers)};
    return admission.dryRun(namespace, pod).catch((error: unknown) => {
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
