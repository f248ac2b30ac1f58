import {mkdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {objectsAt, stringAt, type JsonObject} from '../../src/domain/json.ts';
import {nodeUnavailableReason} from '../../test/cluster/cluster.ts';
import {stuckJob} from '../../test/e2e/jobs/stuck-job.ts';
import {Follower} from '../../test/support/follower.ts';
import {scaled, until, type Bench} from '../bench.ts';
import type {AuditEntry} from '../cluster/audit-entry.ts';
import {BenchCluster} from '../cluster/bench-cluster.ts';
import {inParallel} from '../../test/support/in-parallel.ts';
import {MeasuredOperator} from '../operator/measured-operator.ts';
import type {Section} from '../report/section.ts';
import {percentile} from '../report/statistics.ts';

const JOBS = 50;
/** As many as two cores start and end in time. */
const AT_ONCE = 4;
const WAIT_SECONDS = 2;
const NAMESPACE = 'batch';

const ABOUT =
  'Jobs whose sidecar never ends, on a real node (kubelet, containerd, runc). From the last thing that the main ' +
  `container does (it touches a file), plus the ${WAIT_SECONDS} s that the policy waits, to the condition Complete of ` +
  "the Job as a watch shows it. Between the two lie the kubelet, which reports the end, Outrigger's write, and the Job " +
  'controller, which collects changes of pods for a second. The kubelet reports whole seconds and cuts off the rest: the ' +
  'wait may be up to a second less, which counts as negative.';

/** How long a stuck Job stays after its time. */
export async function finalize(bench: Bench): Promise<Omit<Section, 'name'>> {
  const skipped = nodeUnavailableReason();
  if (skipped !== undefined) return {about: ABOUT, measurements: [], skipped};
  return BenchCluster.during({node: true, signal: bench.signal, progress: bench.progress}, async cluster => {
    await cluster.admin.create('Namespace', undefined, {metadata: {name: NAMESPACE}});
    await cluster.admin.create('SidecarPolicy', NAMESPACE, POLICY);
    const late = await MeasuredOperator.during(cluster, async operator => run(bench, cluster, operator));
    return {about: ABOUT, kubernetes: cluster.cluster.version, measurements: measurementsOf(late)};
  });
}

const POLICY = {
  metadata: {name: 'batch'},
  spec: {
    sidecars: [{match: {names: ['log']}}],
    conversion: {mode: 'Off'},
    jobs: {mode: 'Enforce', waitSeconds: WAIT_SECONDS},
  },
};

/** Seconds after the end of the policy's wait. */
interface Late {
  readonly written: number;
  readonly complete: number;
}

async function run(bench: Bench, cluster: BenchCluster, operator: MeasuredOperator): Promise<readonly Late[]> {
  const {admin} = cluster;
  const sink = join(cluster.cluster.directory, 'bench-sink');
  mkdirSync(sink);
  await until(bench, 'the policy enforces', async () => enforces(cluster), {seconds: 60});
  const completeAt = new Map<string, number>();
  const jobs = await Follower.start(admin.rest, 'Job', NAMESPACE, () => note(jobs.all(), completeAt));
  try {
    const names = Array.from({length: scaled(bench, JOBS)}, (_, index) => `job-${index}`);
    await inParallel(names, AT_ONCE, async name => {
      await admin.create('Job', NAMESPACE, endingJob(name, sink));
      const look = (): number | undefined => (operator.alive(), completeAt.get(name));
      await until(bench, `${name} is complete`, look, {seconds: 120});
      bench.progress(`${completeAt.size} of ${names.length} Jobs are complete`);
    });
    const writtenAt = writesIn(cluster.audit.read());
    return names.map(name => {
      const due = statSync(join(sink, name)).mtimeMs + WAIT_SECONDS * 1000;
      const late = (times: ReadonlyMap<string, number>) => ((times.get(name) ?? Number.NaN) - due) / 1000;
      return {written: late(writtenAt), complete: late(completeAt)};
    });
  } finally {
    await jobs.stop();
  }
}

async function enforces({admin}: BenchCluster): Promise<string | undefined> {
  return stringAt(await admin.get('SidecarPolicy', NAMESPACE, 'batch'), 'status', 'jobs', 'enforcedSince');
}

/** When the pod of each Job was given its phase, by the Job's name; ms since the epoch. */
function writesIn(entries: readonly AuditEntry[]): ReadonlyMap<string, number> {
  const writes = entries.filter(({verb, resource}) => verb === 'patch' && resource === 'pods/status');
  return new Map(writes.map(({object, at}) => [jobOf(object), at]));
}

/** `batch/job-7-x2x4z` is the pod of `job-7`. */
const jobOf = (pod: string): string => pod.slice(pod.indexOf('/') + 1, pod.lastIndexOf('-'));

function note(jobs: readonly JsonObject[], completeAt: Map<string, number>): void {
  const complete = jobs.filter(job =>
    objectsAt(job, 'status', 'conditions').some(({type, status}) => type === 'Complete' && status === 'True'),
  );
  for (const job of complete) {
    const name = stringAt(job, 'metadata', 'name') ?? '';
    if (!completeAt.has(name)) completeAt.set(name, performance.timeOrigin + performance.now());
  }
}

function endingJob(name: string, sink: string): JsonObject {
  const volume = {name: 'sink', hostPath: {path: sink, type: 'Directory'}};
  const sidecar = 'trap "exit 0" TERM; sleep 3600 & wait';
  return stuckJob({name, mains: [`sleep 1; touch /sink/${name}`], sidecar}, volume);
}

function measurementsOf(jobs: readonly Late[]): Section['measurements'] {
  const written = jobs.map(late => late.written);
  const complete = jobs.map(late => late.complete);
  const byController = jobs.map(late => late.complete - late.written);
  return [
    {what: 'Jobs', value: jobs.length, unit: ''},
    {what: 'Outrigger writes, earliest', value: Math.min(...written), unit: 's'},
    {what: 'Outrigger writes, median', value: percentile(written, 50), unit: 's'},
    {what: 'from there to Complete, median', value: percentile(byController, 50), unit: 's'},
    {what: 'late, median', value: percentile(complete, 50), unit: 's'},
    {what: 'late, p99', value: percentile(complete, 99), unit: 's', goal: {type: 'AtMost', value: 2}},
    {what: 'late, slowest', value: Math.max(...complete), unit: 's'},
  ];
}
