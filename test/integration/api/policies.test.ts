import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {isObject, objectAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {parsePolicy} from '../../../src/domain/policy-parse.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {installCrds} from '../../support/install-crds.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {GOOD_POLICIES} from './good-policies.ts';
import type {PolicyCase} from './policy-case.ts';
import {WRONG_RULES} from './wrong-rules.ts';
import {WRONG_SETTINGS} from './wrong-settings.ts';

const NAMESPACE = 'api-policies';
const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'config', 'samples');

describe('the policies on a real API server', function () {
  this.timeout(120_000);
  let cluster: Cluster;

  before(async () => {
    cluster = await sharedCluster();
    await installCrds(cluster);
    await cluster.kubectl(['create', 'namespace', NAMESPACE]);
  });

  describe('the API server refuses', () => {
    for (const wrong of [...WRONG_SETTINGS, ...WRONG_RULES]) {
      it(wrong.title, async () => {
        const complaint = await refusalOf(wrong);
        // An unknown field is named in quotes, any other before a colon.
        assert.ok(complaint.includes(`${wrong.field}: `) || complaint.includes(`"${wrong.field}"`), complaint);
        assert.ok(complaint.includes(wrong.says), complaint);
      });
    }
  });

  describe('the API server takes', () => {
    for (const good of GOOD_POLICIES) {
      it(`${good.title}, and fills in the defaults that the operator knows`, async () => {
        const stored = await dryRun(good);
        const kind = good.kind ?? 'SidecarPolicy';
        const own = parsePolicy(kind, {...policyOf(good), metadata: objectAt(stored, 'metadata')});
        assert.deepEqual(parsePolicy(kind, stored), own);
        assertSameSettings(objectAt(stored, 'spec'), own);
      });
    }

    for (const sample of ['policy-audit.yaml', 'policy-enforce.yaml']) {
      it(`the sample ${sample}`, async () => {
        const text = readFileSync(join(SAMPLES, sample), 'utf8').replaceAll('outrigger-demo', NAMESPACE);
        await cluster.kubectl(['create', '--dry-run=server', '--filename=-'], text);
      });
    }
  });

  it('fills in no defaults inside sidecars', async () => {
    const sidecars = [
      {profile: 'envoy', startup: {}},
      {match: {names: ['log']}, startup: {gate: 'Auto'}},
    ];
    assert.deepEqual(valueAt(await dryRun({title: '', spec: {sidecars}}), 'spec', 'sidecars'), sidecars);
  });

  it('replaces sidecars as a whole on a merge, and acknowledge too', async () => {
    await create({title: '', name: 'merged', spec: {sidecars: [{profile: 'envoy'}], acknowledge: ['HostPort']}});
    const patch = JSON.stringify({spec: {sidecars: [{profile: 'vault'}], acknowledge: ['NamedPort']}});
    await namespaced('patch', 'scp', 'merged', '--type=merge', `--patch=${patch}`);
    const spec = valueAt(JSON.parse(await namespaced('get', 'scp', 'merged', '-o', 'json')), 'spec');
    assert.deepEqual(valueAt(spec, 'sidecars'), [{profile: 'vault'}]);
    assert.deepEqual(valueAt(spec, 'acknowledge'), ['NamedPort']);
  });

  it('keeps status apart from spec, and refuses a status that is not one', async () => {
    await create({title: '', name: 'reported', spec: {sidecars: [{profile: 'envoy'}]}});
    const status = {
      observedGeneration: 1,
      workloads: {
        selected: 41,
        done: 33,
        native: 3,
        converted: 30,
        pending: 5,
        blocked: 1,
        rolling: 2,
        failed: 6,
        skipped: 7,
      },
      jobs: {stuck: 4, backlog: 1, enforcedSince: '2026-11-24T20:00:00Z'},
      conditions: [condition('Ready', 'True'), condition('Progressing', 'True'), condition('Degraded', 'False')],
      findings: [{code: 'HostPort', severity: 'block', count: 1, example: 'DaemonSet/shop/agent'}],
    };
    await patchStatus('reported', status);
    const stored: unknown = JSON.parse(await namespaced('get', 'scp', 'reported', '-o', 'json'));
    assert.deepEqual(valueAt(stored, 'status'), status);
    assert.equal(valueAt(stored, 'metadata', 'generation'), 1);
    await assert.rejects(patchStatus('reported', {workloads: {done: -1}}), /status\.workloads\.done/);
    await assert.rejects(patchStatus('reported', {findings: [{...status.findings[0], severity: 'fatal'}]}), /severity/);
    await assert.rejects(patchStatus('reported', {findings: [...status.findings, ...status.findings]}), /Duplicate/);
  });

  it('shows the columns and the values of the design in kubectl get', async () => {
    const [head = '', ...rows] = (await namespaced('get', 'scp')).trim().split('\n');
    assert.equal(
      head
        .trim()
        .split(/\s{2,}/)
        .join(' '),
      'NAME CONVERSION JOBS SELECTED DONE PENDING BLOCKED STUCK READY AGE',
    );
    const reported = rows.find(row => row.startsWith('reported')) ?? '';
    assert.match(reported, /^reported\s+Audit\s+Audit\s+41\s+33\s+5\s+1\s+4\s+True\s+\S+\s*$/);
  });

  it('shows what is under way and what went wrong in kubectl get -o wide, after the others', async () => {
    const [head = '', ...rows] = (await namespaced('get', 'scp', '-o', 'wide')).trim().split('\n');
    assert.match(head, /STUCK\s+READY\s+AGE\s+ROLLING\s+FAILED\s+SKIPPED\s+DEGRADED\s*$/);
    const reported = rows.find(row => row.startsWith('reported')) ?? '';
    assert.match(reported, /\sTrue\s+\S+\s+2\s+6\s+7\s+Active\s*$/);
  });

  it('lists both kinds under the category outrigger and the cluster kind under its short name', async () => {
    await create({
      title: '',
      kind: 'ClusterSidecarPolicy',
      name: 'api-policies',
      spec: {sidecars: [{profile: 'envoy'}], target: {namespaceSelector: {matchLabels: {team: 'nobody'}}}},
    });
    try {
      assert.match(
        await cluster.kubectl(['get', 'outrigger', '-A', '-o', 'name']),
        /sidecarpolicy.*\n?.*clustersidecarpolicy|clustersidecarpolicy[^]*sidecarpolicy/,
      );
      assert.match(await cluster.kubectl(['get', 'cscp']), /^NAME\s+CONVERSION\s+JOBS\s+SELECTED/);
    } finally {
      await cluster.kubectl(['delete', 'cscp', 'api-policies']);
    }
  });

  it('explains fields in kubectl explain', async () => {
    const explained = await cluster.kubectl(['explain', 'scp.spec.conversion']);
    assert.match(explained, /mode\s+<string>\s+enum: Off, Audit, Enforce/);
    assert.match(explained, /convert, and keep converted/);
    assert.match(explained, /Default:\s+Audit\./);
    assert.match(
      await cluster.kubectl(['explain', 'scp.spec.sidecars.startup.gate']),
      /derived from its\s+readinessProbe/,
    );
    assert.match(await cluster.kubectl(['explain', 'cscp.spec.target']), /namespaceSelector\s+<Object> -required-/);
  });

  const namespaced = (...args: string[]): Promise<string> => cluster.kubectl(['-n', NAMESPACE, ...args]);

  const patchStatus = (name: string, status: JsonObject): Promise<string> =>
    namespaced('patch', 'scp', name, '--subresource=status', '--type=merge', `--patch=${JSON.stringify({status})}`);

  const create = (policy: PolicyCase): Promise<string> =>
    cluster.kubectl(['create', '--filename=-'], JSON.stringify(policyOf(policy)));

  async function dryRun(policy: PolicyCase): Promise<JsonObject> {
    const args = ['create', '--dry-run=server', '--output=json', '--filename=-'];
    return JSON.parse(await cluster.kubectl(args, JSON.stringify(policyOf(policy)))) as JsonObject;
  }

  async function refusalOf(policy: PolicyCase): Promise<string> {
    try {
      await dryRun(policy);
    } catch (error) {
      return (error as Error).message;
    }
    return 'It was accepted.';
  }
});

function policyOf({kind = 'SidecarPolicy', name = 'tried', spec}: PolicyCase): JsonObject {
  const namespace = kind === 'SidecarPolicy' ? {namespace: NAMESPACE} : {};
  return {apiVersion: 'outrigger.dev/v1alpha1', kind, metadata: {name, ...namespace}, spec};
}

function condition(type: string, status: string): JsonObject {
  return {type, status, reason: 'Active', message: 'As it should be.', lastTransitionTime: '2026-11-24T20:00:00Z'};
}

/** Every setting outside `sidecars` that the API server stored is the one that the operator read. */
function assertSameSettings(stored: JsonObject, own: object): void {
  const {sidecars: _, ...settings} = stored;
  for (const [name, value] of Object.entries(settings)) assertContains(valueAt(own, name), value, name);
}

function assertContains(own: unknown, stored: unknown, path: string): void {
  if (!isObject(stored)) assert.deepEqual(own, stored, path);
  else for (const [name, value] of Object.entries(stored)) assertContains(valueAt(own, name), value, `${path}.${name}`);
}
