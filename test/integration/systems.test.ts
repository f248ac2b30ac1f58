import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {JsonObject} from '../../src/domain/json.ts';
import type {Cluster} from '../cluster/cluster.ts';
import {installCrds} from '../support/install-crds.ts';
import {nativesOf} from '../support/natives-of.ts';
import {runCli} from '../support/run-cli.ts';
import {sharedCluster} from '../support/shared-cluster.ts';
import {SYSTEM_FIXTURES, WRITTEN} from '../support/systems.ts';
import {TemporaryFolder} from '../support/temporary-folder.ts';

const NAMESPACE = 'systems';

/** The sidecar of each native manifest that has one; an injector adds those of the others. */
const SIDECARS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  WRITTEN.map(system => [`${system}/native`, [system]]),
);

const MANIFESTS = readdirSync(SYSTEM_FIXTURES)
  .sort()
  .flatMap(system => readdirSync(join(SYSTEM_FIXTURES, system)).map(file => `${system}/${file.replace('.yaml', '')}`));

describe('the manifests of docs/systems/ on a real API server', () => {
  let cluster: Cluster;

  before(async function () {
    this.timeout(120_000);
    cluster = await sharedCluster();
    await installCrds(cluster);
    await cluster.kubectl(['create', 'namespace', NAMESPACE]);
  });

  after(async () => {
    await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--wait=false']);
  });

  for (const manifest of MANIFESTS) {
    const sidecars = SIDECARS[manifest] ?? [];
    const natives = sidecars.map(name => `, and keeps ${name} native`).join('');
    it(`are taken: ${manifest}${natives}`, async () => {
      const stored = await create(manifest);
      assert.deepEqual(nativesOf(stored), sidecars);
    });
  }

  it('get policies from scan --write-policy that are taken as they are', async () => {
    const {stdout} = await runCli(['scan', SYSTEM_FIXTURES, '--namespace', NAMESPACE, '--write-policy']);
    const folder = new TemporaryFolder();
    try {
      const file = folder.write('policies.yaml', stdout);
      const told = await cluster.kubectl(['create', '--dry-run=server', '--validate=strict', `--filename=${file}`]);
      assert.match(told, /^sidecarpolicy\.outrigger\.dev\/sidecars created \(server dry run\)$/m);
    } finally {
      folder.remove();
    }
  });

  /** As the API server would store it: checked, with its defaults, every field known to it. */
  async function create(manifest: string): Promise<JsonObject> {
    const args = ['create', '--dry-run=server', '--validate=strict', '--output=json', `--namespace=${NAMESPACE}`];
    const text = await cluster.kubectl([...args, `--filename=${join(SYSTEM_FIXTURES, `${manifest}.yaml`)}`]);
    return JSON.parse(text) as JsonObject;
  }
});
