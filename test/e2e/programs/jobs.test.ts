import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {numberAt, objectsAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {eventually} from '../../support/eventually.ts';
import {runCli} from '../../support/run-cli.ts';
import {sharedNodeCluster} from '../../support/shared-node-cluster.ts';
import {BUILD_TIMEOUT_MS} from '../../support/test-builder.ts';
import {JobFacts} from '../jobs/job-facts.ts';
import {Scene} from '../scene.ts';
import {loadCollector} from './collector-image.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'programs');

interface Program {
  readonly title: string;
  /** Of the catalog, and the name of the manifest and the sidecar. */
  readonly profile: string;
  /** How the program ends when it is told to. */
  readonly exitCode: number;
  /** What its log says of the app's work. */
  readonly says: RegExp;
}

const PROGRAMS: readonly Program[] = [
  {
    title: 'the OpenTelemetry Collector',
    profile: 'otel-collector',
    exitCode: 0,
    says: /Name\s+: the last span$/m,
  },
  {
    title: 'the Cloud SQL Auth Proxy',
    profile: 'cloud-sql-proxy',
    exitCode: 143,
    says: /\[project:region:shop\] Accepted connection/,
  },
];

describe('a Job beside a real program, on a real node', function () {
  this.timeout(120_000);
  let cluster: Cluster;
  let scene: Scene;

  before(async function () {
    this.timeout(BUILD_TIMEOUT_MS);
    cluster = await sharedNodeCluster();
    await loadCollector(cluster);
    scene = await Scene.open('e2e-programs');
    await scene.startOperator();
    await scene.follow('jobs', {
      sidecars: PROGRAMS.map(({profile}) => ({profile})),
      conversion: {mode: 'Off'},
      jobs: {mode: 'Audit', waitSeconds: 1},
    });
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => (scene as Scene | undefined)?.close());

  for (const {title, profile, exitCode, says} of PROGRAMS) {
    const classic = readFileSync(join(FIXTURES, `${profile}.yaml`), 'utf8');
    const manifest = parse(classic) as JsonObject;
    const name = stringAt(manifest, 'metadata', 'name') ?? '';
    let native = '';

    it(`hangs while ${title} is a classic sidecar`, async () => {
      await scene.create('Job', manifest);
      await scene.says('jobs', {jobs: {stuck: 1}});
      const facts = new JobFacts(scene, name);
      assert.equal(await facts.hasEnded(), false);
      await scene.admin.delete('Job', scene.namespace, name, {propagationPolicy: 'Background'});
      await eventually('its pod is gone', async () => (await facts.pods()).length === 0);
      await scene.says('jobs', {jobs: {stuck: 0}});
    });

    it(`ends by itself once outrigger convert has made ${title} native, and loses nothing`, async () => {
      const converted = await runCli(['convert', '-'], {stdin: classic});
      assert.deepEqual([converted.code, converted.stderr], [0, '']);
      native = converted.stdout;
      await scene.create('Job', parse(native) as JsonObject);
      const facts = new JobFacts(scene, name);
      assert.equal((await facts.end()).type, 'Complete');
      const [pod] = await facts.pods();
      const [sidecar] = objectsAt(pod, 'status', 'initContainerStatuses');
      assert.equal(sidecar?.['name'], profile);
      assert.equal(numberAt(sidecar, 'state', 'terminated', 'exitCode'), exitCode);
      assert.equal(sidecar['restartCount'], 0);
      const log = await cluster.kubectl(['logs', `job/${name}`, `--container=${profile}`, `--namespace=e2e-programs`]);
      assert.match(log, says);
    });

    it(`has its old manifest again after outrigger revert, to the byte: ${title}`, async () => {
      const {code, stdout} = await runCli(['revert', '-'], {stdin: native});
      assert.deepEqual([code, stdout], [0, classic]);
    });
  }
});
