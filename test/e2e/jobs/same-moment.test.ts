import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {numberAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import type {ApiProxy, Write} from '../../support/api-proxy.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedNodeCluster} from '../../support/shared-node-cluster.ts';
import {Scene} from '../scene.ts';
import {shell} from '../conversion/scripts.ts';
import {Frozen} from './frozen.ts';
import {finalizedMark, JobFacts, lastEnd, statusOf} from './job-facts.ts';
import {FAILS_ONCE, stuckJob} from './stuck-job.ts';

const WAIT_SECONDS = 2;
/** Ends when the test says so. */
const until = (signal: string, code = 0): string => `while [ ! -e /sink/${signal} ]; do sleep 0.2; done; exit ${code}`;

describe('a stuck Job on a real node, and a kubelet that writes at the same moment', function () {
  this.timeout(120_000);
  let scene: Scene;
  let proxy: ApiProxy;
  const frozen: Frozen[] = [];

  before(async () => {
    scene = await Scene.open('e2e-same-moment');
    proxy = await scene.startProxiedOperator();
    await scene.follow('batch', {
      sidecars: [{match: {names: ['log', 'proxy']}}],
      conversion: {mode: 'Off'},
      jobs: {mode: 'Enforce', waitSeconds: WAIT_SECONDS},
    });
  });

  afterEach(function () {
    for (const process of frozen.splice(0)) process.thaw();
    proxy.onArrival = () => undefined;
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => (scene as Scene | undefined)?.close());

  it('gives way to what the kubelet has written, and finishes the pod as it then is', async () => {
    const held = holdFirstWrite('first-the-kubelet', async pod => {
      signal('proxy-ends');
      await eventually('the kubelet has written', async () => {
        const proxyNow = statusOf(await scene.get('Pod', pod), 'proxy');
        return numberAt(proxyNow, 'state', 'terminated', 'exitCode') === 3;
      });
    });
    await create('first-the-kubelet', {proxy: until('proxy-ends', 3)});
    assert.equal((await facts('first-the-kubelet').end()).type, 'Complete');
    assert.deepEqual(
      held.writes.map(({status}) => status),
      [409, 200],
    );
  });

  it('leaves the pod to the kubelet where the sidecar ends in that moment', async () => {
    const held = holdFirstWrite('kubelet-alone', async pod => {
      signal('log-ends');
      await eventually('the kubelet has finished the pod', async () => {
        return stringAt(await scene.get('Pod', pod), 'status', 'phase') === 'Succeeded';
      });
    });
    await create('kubelet-alone', {log: until('log-ends')});
    assert.equal((await facts('kubelet-alone').end()).type, 'Complete');
    await eventually('the write is answered', () => held.writes[0]?.status !== undefined);
    assert.deepEqual(
      held.writes.map(({status}) => status),
      [409],
    );
    assert.equal(finalizedMark(await podOf('kubelet-alone')), undefined);
  });

  it('keeps the phase where the kubelet writes after it what it knew before', async () => {
    const job = 'last-the-kubelet';
    holdFirstWrite(job, async () => {
      // It has yet to hear that a container ends, and of our write.
      frozen.push(await Frozen.kubelet(await sharedNodeCluster()));
      signal('late-proxy-ends');
    });
    await create(job, {proxy: until('late-proxy-ends', 3)});
    await eventually('it is written', () => writesFor(job).some(({status}) => status === 200));
    for (const kubelet of frozen.splice(0)) kubelet.thaw();
    assert.equal((await facts(job).end()).type, 'Complete');
    const pod = await eventually('the kubelet has stopped the sidecar', async () => {
      const now = await podOf(job);
      return valueAt(statusOf(now, 'log'), 'state', 'terminated') !== undefined && now;
    });
    assert.equal(stringAt(pod, 'status', 'phase'), 'Succeeded');
    assert.equal(numberAt(statusOf(pod, 'proxy'), 'state', 'terminated', 'exitCode'), 3);
  });

  it('is not taken in by a main that was run again between two looks', async () => {
    const operator = await Frozen.process(scene.operator.pid ?? Number.NaN);
    frozen.push(operator);
    await scene.create(
      'Job',
      stuckJob(
        {name: 'again', mains: [FAILS_ONCE], job: {backoffLimit: 6}, pod: {restartPolicy: 'OnFailure'}},
        scene.sinkVolume,
      ),
    );
    const again = await eventually('the main runs again', async () => {
      const [pod] = await facts('again').pods();
      const main = statusOf(pod ?? {}, 'app-0');
      return main?.['restartCount'] === 1 && valueAt(main, 'state', 'running') !== undefined && pod;
    });
    operator.thaw();
    const end = await facts('again').end();
    assert.equal(end.type, 'Complete');
    const pod = await scene.get('Pod', nameOf(again));
    assert.equal(numberAt(statusOf(pod, 'app-0'), 'state', 'terminated', 'exitCode'), 0);
    assert.ok(end.at >= lastEnd(pod) + WAIT_SECONDS * 1000);
    assert.equal(writesFor('again').length, 1);
  });

  const facts = (job: string): JobFacts => new JobFacts(scene, job);

  /** A Job whose main ends at once, with these sidecars. */
  async function create(name: string, {log, proxy}: {readonly log?: string; readonly proxy?: string}): Promise<void> {
    const job = stuckJob({name, ...(log === undefined ? {} : {sidecar: log})}, scene.sinkVolume);
    if (proxy === undefined) return void (await scene.create('Job', job));
    const mounts = {volumeMounts: [{name: 'sink', mountPath: '/sink'}]};
    const {template} = job['spec'] as {template: {metadata: JsonObject; spec: {containers: JsonObject[]}}};
    template.spec.containers.push(shell('proxy', proxy, mounts));
    await scene.create('Job', job);
  }

  /** Before the first finalizing write to the Job's pod is sent on. */
  function holdFirstWrite(job: string, act: (pod: string) => Promise<void>): {readonly writes: readonly Write[]} {
    const writes: Write[] = [];
    proxy.onArrival = async write => {
      const pod = podIn(write, job);
      if (pod === undefined) return;
      writes.push(write);
      if (writes.length === 1) await act(pod);
    };
    return {writes};
  }

  function writesFor(job: string): readonly Write[] {
    return proxy.writes.filter(write => podIn(write, job) !== undefined);
  }

  function signal(file: string): void {
    writeFileSync(join(scene.sink, file), '');
  }

  async function podOf(job: string): Promise<JsonObject> {
    const [pod] = await facts(job).pods();
    return scene.get('Pod', nameOf(pod));
  }
});

/** Name of the Job's pod that the write would finish. */
function podIn({path}: Write, job: string): string | undefined {
  const pod = /\/pods\/([^/]+)\/status$/.exec(path)?.[1];
  return pod?.startsWith(`${job}-`) === true ? pod : undefined;
}

const nameOf = (pod: JsonObject | undefined): string => stringAt(pod, 'metadata', 'name') ?? '';
