import assert from 'node:assert/strict';
import {join} from 'node:path';
import {parseAllDocuments} from 'yaml';
import {numberAt, objectsAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {goModules, type GoModule} from '../../cluster/programs/modules.ts';
import {nativesOf} from '../../support/natives-of.ts';
import {runCli} from '../../support/run-cli.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {BUILD_TIMEOUT_MS} from '../../support/test-builder.ts';
import {Helm} from './helm.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const CHART = join(ROOT, 'test', 'fixtures', 'helm', 'shop');
const PLUGIN = join(ROOT, 'config', 'helm-plugin');

interface Version {
  readonly major: 3 | 4;
  readonly module: GoModule;
  readonly postRenderer: readonly string[];
  /** What it gives a post-renderer of a release's hooks. */
  readonly hook: {readonly title: string; readonly natives: readonly string[]};
  /** What it says of a workload that is blocked. */
  readonly refusal: RegExp;
}

const VERSIONS: readonly Version[] = [
  {
    major: 3,
    module: goModules.helm3,
    postRenderer: ['--post-renderer=outrigger', '--post-renderer-args=convert', '--post-renderer-args=-'],
    hook: {title: 'but its hooks, which Helm 3 keeps to itself', natives: []},
    refusal: /Deployment\/default\/shop-web stays as it is, blocked by HostPort/,
  },
  {
    major: 4,
    module: goModules.helm4,
    postRenderer: ['--post-renderer=outrigger'],
    hook: {title: 'and its hooks', natives: ['cloud-sql-proxy']},
    // No more: docs/cli.md says how the reason is found.
    refusal: /plugin "outrigger" exited with error/,
  },
];

/** The sidecars of the chart, by the names of the workloads without that of the release. */
const SIDECARS = {web: ['fluent-bit'], report: ['cloud-sql-proxy']};
const STORED = ['deployment/shop-web', 'cronjob/shop-report'];

for (const {major, module, postRenderer, hook, refusal} of VERSIONS) {
  describe(`Helm ${major} with Outrigger as its post-renderer`, function () {
    this.timeout(120_000);
    const namespace = `helm-${major}`;
    let cluster: Cluster;
    let helm: Helm;

    before(async function () {
      this.timeout(BUILD_TIMEOUT_MS);
      cluster = await sharedCluster();
      helm = await Helm.of(module, cluster);
      await cluster.kubectl(['create', 'namespace', namespace]);
      if (major === 4) await helm.run('plugin', 'install', PLUGIN);
    });

    after(async () => {
      (helm as Helm | undefined)?.remove();
      await cluster.kubectl(['delete', 'namespace', namespace, '--wait=false']);
    });

    it('renders text that outrigger convert takes from a pipe, hooks and all', async () => {
      const {code, stdout, stderr} = await runCli(['convert', '-'], {stdin: await template()});
      assert.deepEqual([code, stderr], [0, '']);
      assert.deepEqual(nativesByName(documentsOf(stdout)), {...SIDECARS, backup: ['cloud-sql-proxy']});
    });

    it(`renders a release that is converted, ${hook.title}`, async () => {
      const converted = documentsOf(await template(...postRenderer));
      assert.deepEqual(nativesByName(converted), {...SIDECARS, backup: hook.natives});
      assert.equal(converted.length, documentsOf(await template()).length);
    });

    it('installs workloads with native sidecars', async () => {
      await helm.run('install', 'shop', CHART, ...postRenderer, `--namespace=${namespace}`);
      assert.deepEqual(nativesByName(await stored()), SIDECARS);
    });

    it('changes nothing by an upgrade that changes nothing', async () => {
      const before = await generations();
      await upgrade();
      assert.deepEqual(await generations(), before);
    });

    it('changes by an upgrade what the chart changes, once', async () => {
      const before = await generations();
      await upgrade('--set=image=registry.example/new');
      assert.deepEqual(
        await generations(),
        before.map(generation => generation + 1),
      );
      assert.deepEqual(nativesByName(await stored()), SIDECARS);
    });

    it('upgrades nothing where a workload is blocked', async () => {
      const before = await generations();
      await assert.rejects(upgrade('--set=hostPort=24224'), refusal);
      assert.deepEqual(await generations(), before);
      const [deployment] = await stored();
      assert.match(JSON.stringify(deployment), /registry\.example\/new/);
    });

    async function template(...flags: readonly string[]): Promise<string> {
      return helm.run('template', 'shop', CHART, ...flags);
    }

    async function upgrade(...flags: readonly string[]): Promise<void> {
      await helm.run('upgrade', 'shop', CHART, ...postRenderer, ...flags, `--namespace=${namespace}`);
    }

    async function stored(): Promise<readonly JsonObject[]> {
      const list = await cluster.kubectl(['get', ...STORED, `--namespace=${namespace}`, '--output=json']);
      return objectsAt(JSON.parse(list) as JsonObject, 'items');
    }

    async function generations(): Promise<readonly number[]> {
      return (await stored()).map(object => numberAt(object, 'metadata', 'generation') ?? Number.NaN);
    }
  });
}

function documentsOf(text: string): readonly JsonObject[] {
  return parseAllDocuments(text).map(document => document.toJS() as JsonObject);
}

function nativesByName(objects: readonly JsonObject[]): Readonly<Record<string, readonly unknown[]>> {
  const workloads = objects.filter(({kind}) => kind !== 'Service');
  const entries = workloads.map(object => {
    const name = stringAt(object, 'metadata', 'name') ?? '';
    return [name.replace('shop-', ''), nativesOf(object)] as const;
  });
  return Object.fromEntries(entries);
}
