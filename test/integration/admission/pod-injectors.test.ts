import assert from 'node:assert/strict';
import {objectAt, objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import {isInvalid} from '../../../src/kube/api-error.ts';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {container, podSpec} from '../../support/builders.ts';
import {Closing} from '../../support/closing.ts';
import {eventually} from '../../support/eventually.ts';
import {InjectingWebhook} from '../../support/injecting-webhook.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {placesOf} from '../gitops/verdict.ts';
import {Lab} from '../loop/lab.ts';
import {PodStage} from './pod-stage.ts';

const NAMESPACE = 'pod-injectors';
const NAME = `outrigger.${NAMESPACE}.pods`;
const SPEC = podSpec(undefined, {automountServiceAccountToken: false});
const INJECT = {inject: 'enabled'};
const CONFIGURATION = objectPath(RESOURCES.MutatingWebhookConfiguration, {name: NAMESPACE});

describe('the operator that has pods converted, where a webhook comes that is asked again', function () {
  this.timeout(120_000);
  const closing = new Closing();
  let lab: Lab;
  let stage: PodStage;
  let injector: InjectingWebhook;
  /** The rules of the pod policy as they are without any webhook. */
  let plain: JsonObject;

  before(async () => {
    lab = await Lab.open(NAMESPACE);
    stage = new PodStage(await sharedCluster(), lab.admin);
    // When the operator has ended, which would write again what goes.
    closing.add(async () => stage.clear());
    closing.add(async () => lab.close());
    injector = await InjectingWebhook.start({
      name: NAMESPACE,
      namespace: NAMESPACE,
      labels: INJECT,
      reinvocation: 'IfNeeded',
      looksIn: ['containers'],
      container: container('agent'),
    });
    closing.add(async () => injector.stop());
    await stage.allow();
    await label(INJECT);
    await lab.policy('shop', {
      target: {kinds: ['Deployment', 'Pod']},
      sidecars: [{match: {names: ['log', 'agent']}}],
      conversion: {mode: 'Enforce', delivery: 'Pod'},
    });
    await lab.start();
    await stage.becomes(['log'], NAMESPACE, {spec: SPEC});
    plain = await rules();
  });

  after(async () => closing.close());

  it('has pods refused that are created between the webhook and its next look, and no longer', async () => {
    lab.operator.suspend();
    await install();
    await eventually('pods are refused', async () => (await created()) === undefined);
    await lab.deployment('web', {pods: SPEC, spec: {replicas: 1}});
    lab.operator.resume();
    await isCareful();
    for (let turn = 0; turn < 5; turn++) assert.equal(await created(), 'app agent | log*');
    const [pod] = await eventually('its controller has tried again', async () => {
      const pods = await lab.admin.list('Pod', NAMESPACE);
      return pods.length > 0 && pods;
    });
    assert.equal(placesOf(objectAt(pod, 'spec')), 'app agent | log*');
  });

  it('compiles for it with care, and says so of the policy', async () => {
    assert.notDeepEqual(await rules(), plain);
    await lab.finds('shop', 'InjectorReinvoked');
    await eventually('its status says so', () => codes().includes('InjectorReinvoked'));
  });

  it('has it compiled anew when a label takes the namespace out of its reach, and back', async () => {
    await label({inject: null});
    await isPlain();
    await label(INJECT);
    await isCareful();
  });

  it('takes the care and the finding back when the webhook goes', async () => {
    await lab.admin.rest.delete(CONFIGURATION);
    await isPlain();
    await eventually('pods come without what it adds', async () => (await created()) === 'app | log*');
    await eventually('its status no longer says so', () => !codes().includes('InjectorReinvoked'));
  });

  async function install(): Promise<void> {
    await lab.admin.rest.create(collectionPath(RESOURCES.MutatingWebhookConfiguration), injector.configuration);
    closing.add(async () => lab.admin.rest.delete(CONFIGURATION).catch(() => undefined));
  }

  async function label(labels: JsonObject): Promise<void> {
    await lab.admin.merge('Namespace', {name: NAMESPACE}, {metadata: {labels}});
  }

  async function rules(): Promise<JsonObject> {
    return objectAt(await stage.get('MutatingAdmissionPolicy', NAME), 'spec');
  }

  async function isPlain(): Promise<void> {
    await eventually('it is compiled as before', async () => {
      assert.deepEqual(await rules(), plain);
      return true;
    });
  }

  async function isCareful(): Promise<void> {
    await eventually('it is compiled with care', async () => {
      // Stored first: the API server goes by the one before for another moment.
      assert.notDeepEqual(await rules(), plain);
      return (await created()) === 'app agent | log*';
    });
  }

  /** Places of the containers of a pod that somebody creates; undefined: it is refused for the injected one. */
  async function created(): Promise<string | undefined> {
    try {
      return placesOf(objectAt(await stage.dryRun(NAMESPACE, {spec: SPEC}), 'spec'));
    } catch (error) {
      assert.ok(isInvalid(error), String(error));
      assert.match(String(error), /Duplicate value: "agent"/);
      return undefined;
    }
  }

  /** Of the findings in the policy's status. */
  function codes(): readonly unknown[] {
    const found = objectsAt(lab.follower('SidecarPolicy').get('shop'), 'status', 'findings');
    return found.map(({code}) => code);
  }
});
