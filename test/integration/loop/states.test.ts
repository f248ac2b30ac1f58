import assert from 'node:assert/strict';
import {FINDING_CODES} from '../../../src/api/codes.ts';
import {WORKLOAD_STATES} from '../../../src/api/reasons.ts';
import {objectAt, objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {podSpecKeys} from '../../../src/domain/workload.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {ApiProxy} from '../../support/api-proxy.ts';
import {eventually} from '../../support/eventually.ts';
import {installedKubeconfig} from '../../support/installed-operator.ts';
import {Admin} from '../../support/kube-client.ts';
import {metricsPage} from '../../support/metrics-page.ts';
import {Operator} from '../../support/operator.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {CORPUS_CASES, corpusMissing} from './corpus.ts';
import {inBatches} from './in-batches.ts';
import {namespaceOf, stage, type Staged} from './stage.ts';
import {STATE_CASES} from './state-cases.ts';
import type {StateCase} from './state-case.ts';

const CASES = [...STATE_CASES, ...(corpusMissing === undefined ? CORPUS_CASES : [])];

describe('the operator says of', () => {
  let cluster: Cluster;
  let admin: Admin;
  let proxy: ApiProxy;
  let operator: Operator;
  let metrics: ReadonlyMap<string, number>;
  const staged = new Map<string, Staged>();
  const policies = new Map<string, JsonObject>();

  before(async function () {
    this.timeout(120_000);
    cluster = await sharedCluster();
    admin = new Admin(cluster);
    proxy = await ApiProxy.start(cluster, await installedKubeconfig(cluster));
    await inBatches(CASES, async each => staged.set(each.name, await stage(cluster, admin, each)));
    operator = await Operator.start({kubeconfig: proxy.kubeconfig});
    await inBatches(CASES, async each => policies.set(each.name, await settled(each)));
    metrics = await metricsPage(operator);
  });

  after(async () => {
    assert.equal(await operator.stop(), 0);
    await inBatches(CASES, async each => admin.delete('SidecarPolicy', namespaceOf(each), each.name));
    await proxy.stop();
    await admin.close();
  });

  for (const each of STATE_CASES) {
    it(`${each.title}: ${each.state ?? 'not selected'}${(each.findings ?? []).map(code => `, ${code}`).join('')}`, () =>
      check(each));
  }

  for (const each of CORPUS_CASES) {
    if (corpusMissing === undefined) it(`${each.title}: ${each.state ?? 'not selected'}`, () => check(each));
    else it(`${each.title} (skipped: ${corpusMissing})`);
  }

  it('every policy’s numbers in kubectl get scp', async () => {
    const table = await cluster.kubectl(['get', 'scp', '--all-namespaces']);
    const [head = '', ...rows] = table
      .trim()
      .split('\n')
      .map(line => line.trim().split(/\s+/));
    assert.equal(String(head), 'NAMESPACE,NAME,CONVERSION,JOBS,SELECTED,DONE,PENDING,BLOCKED,STUCK,READY,AGE');
    for (const each of CASES) {
      const row = rows.find(([namespace]) => namespace === namespaceOf(each)) ?? [];
      const {state} = each;
      const selected = state === undefined || state === 'skipped' ? 0 : 1;
      const numbers = [selected, state === 'converted' || state === 'native', state === 'pending', state === 'blocked'];
      const mode = valueAt(policies.get(each.name), 'spec', 'conversion', 'mode');
      const expected = [namespaceOf(each), each.name, mode, 'Audit', ...numbers.map(Number), 0, 'True'];
      assert.deepEqual(row.slice(0, -1), expected.map(String));
    }
  });

  /** Waits until the status says what is expected, or for as long as that could take. */
  async function settled(each: StateCase): Promise<JsonObject> {
    return eventually(`${each.name} is ${each.state ?? 'not selected'}`, async () => {
      const policy = await admin.get('SidecarPolicy', namespaceOf(each), each.name);
      const counts = valueAt(policy, 'status', 'workloads');
      const wanted = each.state === undefined ? 0 : 1;
      if (valueAt(counts, each.state ?? 'selected') !== wanted) throw new Error(`it counts ${JSON.stringify(counts)}`);
      return policy;
    });
  }

  async function check(each: StateCase): Promise<void> {
    checkStatus(each);
    checkMetrics(each);
    await checkObject(each);
  }

  function checkStatus(each: StateCase): void {
    const {status} = policies.get(each.name) ?? {};
    const selected = each.state === undefined || each.state === 'skipped' ? 0 : 1;
    const done = each.state === 'converted' || each.state === 'native' ? 1 : 0;
    const states = Object.fromEntries(WORKLOAD_STATES.map(state => [state, state === each.state ? 1 : 0]));
    assert.deepEqual(valueAt(status, 'workloads'), {selected, done, ...states});
    const {kind, name} = workloadOf(each);
    for (const code of each.findings ?? []) {
      const told = objectsAt(status, 'findings').find(finding => finding['code'] === code);
      const example = `${kind}/${namespaceOf(each)}/${name}`;
      assert.deepEqual(told, {code, severity: FINDING_CODES[code], count: 1, example});
    }
    const blocking = objectsAt(status, 'findings').filter(({severity}) => severity === 'block');
    assert.equal(blocking.length > 0, each.state === 'blocked', JSON.stringify(blocking));
  }

  function checkMetrics(each: StateCase): void {
    const policy = `policy="${namespaceOf(each)}/${each.name}"`;
    const {kind} = workloadOf(each);
    for (const state of each.state === undefined ? [] : WORKLOAD_STATES) {
      const value = metrics.get(`outrigger_workloads{${policy},kind="${kind}",state="${state}"}`);
      assert.equal(value, state === each.state ? 1 : 0, state);
    }
    for (const code of each.findings ?? []) {
      assert.equal(metrics.get(`outrigger_findings{${policy},code="${code}"}`), 1, code);
    }
  }

  /** Written once where it was to be converted, else not at all. */
  async function checkObject(each: StateCase): Promise<void> {
    const {kind, name} = workloadOf(each);
    const object = await admin.get(kind, namespaceOf(each), name);
    const writes = proxy.writes.filter(({path}) => path.includes(`/${namespaceOf(each)}/${kind.toLowerCase()}s/`));
    assert.equal(writes.length, each.inits === undefined ? 0 : 1);
    const marks = Object.keys(objectAt(object, 'metadata', 'annotations')).filter(key => key.startsWith('outrigger'));
    if (each.inits === undefined) return assert.deepEqual(marks, []);
    assert.deepEqual(marks.sort(), ['outrigger.dev/converted-at', 'outrigger.dev/policy', 'outrigger.dev/record']);
    const names = objectsAt(object, ...podSpecKeys(kind), 'initContainers').map(init => stringAt(init, 'name'));
    assert.deepEqual(names, each.inits);
  }

  function workloadOf(each: StateCase): Staged {
    const found = staged.get(each.name);
    assert.ok(found !== undefined);
    return found;
  }
});
