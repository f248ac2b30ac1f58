import assert from 'node:assert/strict';
import {SKIP_LABEL} from '../../../src/api/constants.ts';
import {objectAt, objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import {isNotFound} from '../../../src/kube/api-error.ts';
import {container} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {Kubelet, type Fate} from './kubelet.ts';
import {Lab} from './lab.ts';

const NAMES = Array.from({length: 10}, (_, index) => `shop-${index}`);
const DEEDS = 150;

/** What an owner wants of one Deployment; everything else of it is the operator's and the controllers'. */
interface Wish {
  app: number;
  log: number;
}

describe('after all kinds of changes at once', function () {
  this.timeout(300_000);
  let lab: Lab;
  let kubelet: Kubelet;
  const wishes = new Map<string, Wish>();
  const done: string[] = [];

  before(async () => {
    lab = await Lab.open('loop-weather');
    kubelet = await Kubelet.start(lab.admin.rest, lab.namespace);
    await lab.policyFor('shop', 'first', {
      conversion: {mode: 'Enforce', onDelete: 'Revert', rollout: {maxConcurrent: 2, maxFailures: 2}},
    });
    await lab.start();
  });

  after(async () => {
    await kubelet.stop();
    await lab.close();
  });

  const chance = (one: number): boolean => Math.random() * one < 1;
  const pick = <T>(all: readonly T[]): T => all[Math.floor(Math.random() * all.length)] as T;
  const image = (name: string, version: number): JsonObject =>
    container(name, {image: `registry.example/${name}:${version}`});
  const manifest = ({app, log}: Wish): readonly JsonObject[] => [image('app', app), image('log', log)];

  async function patch(name: string, change: JsonObject): Promise<void> {
    await lab.admin.merge('Deployment', {namespace: lab.namespace, name}, change);
  }

  /** Somebody applies the manifest again as it is in Git, with a new version. */
  async function deploy(name: string): Promise<void> {
    const wish = {app: 1 + Math.floor(Math.random() * 9), log: 1 + Math.floor(Math.random() * 9)};
    await patch(name, {spec: {template: {spec: {initContainers: null, containers: manifest(wish)}}}});
    wishes.set(name, wish);
  }

  const deeds: Readonly<Record<string, (name: string) => Promise<unknown>>> = {
    deploy,
    remove: async name => {
      await lab.admin.delete('Deployment', lab.namespace, name);
      wishes.delete(name);
    },
    create: async name => {
      const wish = {app: 1, log: 1};
      await lab.deployment(name, {pods: {containers: manifest(wish)}, spec: {replicas: pick([0, 1])}, label: 'shop'});
      wishes.set(name, wish);
    },
    skip: async name => patch(name, {metadata: {labels: {[SKIP_LABEL]: pick(['true', null])}}}),
    pause: async name => patch(name, {spec: {paused: pick([true, false])}}),
    scale: async name => patch(name, {spec: {replicas: pick([0, 1, 2])}}),
    fate: async () => fate(pick(['Runs', 'Runs', 'Crashes', 'Waits'])),
    suspend: async () => policy({suspend: pick([true, false])}),
    mode: async () => policy({conversion: {mode: pick(['Audit', 'Enforce', 'Off'])}}),
    pace: async () => policy({conversion: {rollout: {maxConcurrent: pick([1, 3, '50%'])}}}),
    gate: async () => policy({sidecars: [{match: {names: ['log']}, startup: pick([NO_GATE, GATE])}]}),
    second: async () =>
      lab.policyFor('shop', 'second', {conversion: {mode: 'Enforce', onDelete: pick(['Keep', 'Revert'])}}),
    noSecond: async () => lab.admin.delete('SidecarPolicy', lab.namespace, 'second'),
    kill: async () => {
      if (!chance(3)) return;
      await lab.operator.kill();
      await lab.start();
    },
  };

  /** Of new pods with native sidecars. */
  async function fate(each: Fate): Promise<void> {
    kubelet.decide((_, native) => (native ? each : 'Runs'));
  }

  async function policy(spec: JsonObject): Promise<void> {
    await lab.admin.merge('SidecarPolicy', {namespace: lab.namespace, name: 'first'}, {spec});
  }

  async function act(): Promise<void> {
    const [title, deed] = pick(Object.entries(deeds));
    const name = pick(NAMES);
    done.push(`${title} ${name}`);
    try {
      await deed(name);
    } catch (error) {
      // It is there already, or not there (any more): as in real life.
      if (!isNotFound(error) && !String(error).includes('already exists') && !String(error).includes('being deleted'))
        throw error;
    }
  }

  it('every Deployment is converted as the policy says at last', async () => {
    for (let count = 0; count < DEEDS; count++) await act();
    await calm();
    await eventually('all are converted', areConverted, 60).catch(report);
    await lab.counts('first', {converted: wishes.size, pending: 0, rolling: 0, skipped: 0, failed: 0, blocked: 0});
  });

  it('and every template is its owner’s again when the policy is deleted', async () => {
    await policy({conversion: {rollout: {maxConcurrent: 10}}});
    await lab.removePolicy('first');
    for (const [name, wish] of wishes) {
      const spec = templateOf(name);
      const images = objectsAt(spec, 'containers').map(each => each['image']);
      assert.deepEqual(
        images,
        manifest(wish).map(each => each['image']),
        done.join(', '),
      );
      assert.equal(spec['initContainers'], undefined);
      assert.equal(lab.claim(name), undefined);
    }
  });

  /** Nobody wants anything more. */
  async function calm(): Promise<void> {
    await fate('Runs');
    await deeds['noSecond']?.('').catch(() => undefined);
    await eventually('the second policy is gone', () => lab.follower('SidecarPolicy').get('second') === undefined);
    for (const name of wishes.keys())
      await patch(name, {metadata: {labels: {[SKIP_LABEL]: null}}, spec: {paused: false}});
    const sidecars = [{match: {names: ['log']}, startup: GATE}];
    await policy({suspend: false, sidecars, conversion: {mode: 'Enforce', rollout: {maxConcurrent: 3}}});
  }

  async function areConverted(): Promise<boolean> {
    await editIfFailed();
    // The status as well: a crash that nobody regarded meanwhile may yet be put back.
    return [...wishes.keys()].every(isConverted) && lab.status('first')?.['converted'] === wishes.size;
  }

  /** A crash that came to light after the last edit was put back for good: as people do then, the policy is edited. */
  async function editIfFailed(): Promise<void> {
    if ((lab.status('first')?.['failed'] ?? 0) === 0) return;
    done.push('edit because of a failure');
    await policy({conversion: {rollout: {maxFailures: 3 + (done.length % 2)}}});
  }

  function templateOf(name: string): JsonObject {
    return objectAt(lab.follower('Deployment').get(name), 'spec', 'template', 'spec');
  }

  function isConverted(name: string): boolean {
    const [log, ...others] = objectsAt(templateOf(name), 'initContainers');
    const image = `registry.example/log:${wishes.get(name)?.log ?? 0}`;
    const isRight = log?.['image'] === image && log['startupProbe'] !== undefined && others.length === 0;
    return isRight && lab.claim(name) === 'loop-weather/first';
  }

  function report(error: unknown): never {
    const wrong = [...wishes.keys()].filter(name => !isConverted(name));
    const objects = wrong.map(name => JSON.stringify(lab.follower('Deployment').get(name)));
    throw new Error(`${wrong.join()} after ${done.join(', ')}: ${objects.join()}`, {cause: error});
  }
});

const NO_GATE = {gate: 'None'};
const GATE = {gate: 'Probe', probe: {tcpSocket: {port: 24224}}};
