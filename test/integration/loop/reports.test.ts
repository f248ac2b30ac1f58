import assert from 'node:assert/strict';
import {objectsAt, valueAt} from '../../../src/domain/json.ts';
import {container, podSpec} from '../../support/builders.ts';
import type {Write} from '../../support/api-proxy.ts';
import {eventually} from '../../support/eventually.ts';
import {Lab} from './lab.ts';

const SECONDS_BETWEEN = 5;

describe('what the operator tells', function () {
  this.timeout(120_000);
  let lab: Lab;

  before(async () => {
    lab = await Lab.open('loop-reports');
    await lab.start();
  });

  after(async () => lab.close());

  const statuses = (policy: string): readonly Write[] => lab.proxy.stored(`/sidecarpolicies/${policy}/status`);
  const lastAt = (policy: string): number => statuses(policy).at(-1)?.at ?? Infinity;
  const hostPort = (port?: number) =>
    podSpec([container('app'), container('log', {ports: [{containerPort: 80, ...(port && {hostPort: port})}]})]);

  it('is one status write a policy in five seconds, however much changes', async () => {
    await lab.policyFor('busy', 'busy');
    let made = 0;
    while (statuses('busy').length < 2) {
      await lab.deployment(`busy-${made}`, {label: 'busy'});
      await lab.admin.delete('Deployment', lab.namespace, `busy-${made}`);
      made++;
    }
    await lab.deployment('busy', {label: 'busy'});
    await lab.settles('busy', {selected: 1, converted: 1, done: 1});
    const times = statuses('busy').map(({at}) => at);
    const gaps = times.slice(1).map((at, index) => (at - (times[index] ?? 0)) / 1000);
    // They are measured where they arrive, so one that was slow on its way makes the next gap shorter.
    for (const gap of gaps) assert.ok(gap > SECONDS_BETWEEN - 1, `gaps: ${gaps.join()}`);
    assert.ok(made > 5, `${made} Deployments came and went`);
  });

  it('is no status write when nothing of it has changed', async () => {
    await eventually('the next write need not wait', () => performance.now() - lastAt('busy') > SECONDS_BETWEEN * 1000);
    const before = statuses('busy').length;
    await lab.change('Deployment', 'busy', {metadata: {annotations: {touched: 'yes'}}});
    await lab.change('Deployment', 'busy', {spec: {replicas: 0, minReadySeconds: 1}});
    await lab.deployment('witness', {label: 'busy'});
    await lab.settles('busy', {selected: 2, converted: 2});
    for (const {body} of statuses('busy').slice(before)) assert.equal(selectedIn(body), 2);
  });

  it('is an Event when an enforced workload becomes blocked, and none while it stays so', async () => {
    await lab.policyFor('blocked', 'blocked');
    await lab.deployment('blocked', {pods: hostPort(80)});
    await eventually('it is told', () => lab.proxy.events('SidecarPolicy', 'blocked').length === 1);
    await lab.change('Deployment', 'blocked', {spec: {template: {spec: hostPort(8080)}}});
    await lab.change('Deployment', 'blocked', {spec: {template: {spec: hostPort()}}});
    await lab.counts('blocked', {converted: 1});
    await eventually('it is told', () => lab.proxy.events('Deployment', 'blocked').includes('Converted'));
    const told = lab.proxy.events('Deployment', 'blocked').filter(reason => reason !== 'ConversionProven');
    assert.deepEqual(told, ['ConversionBlocked', 'Converted']);
  });

  it('is that a policy names a profile that this version does not know', async () => {
    await lab.policy('unknown', {sidecars: [{profile: 'nobody-knows'}]});
    await eventually('it is told', () => lab.condition('unknown', 'Ready') !== undefined);
    const {status, reason, message} = lab.condition('unknown', 'Ready') ?? {};
    assert.deepEqual([status, reason], ['False', 'Invalid']);
    assert.match(String(message), /sidecars\[0\]\.profile: "nobody-knows"/);
  });

  it('is which workarounds are left, also once it is converted, and never changes them', async () => {
    const proxy = container('log', {args: ['--admin-port=9091'], startupProbe: {tcpSocket: {port: 9091}}});
    const script = 'serve; x=$?; curl -X POST localhost:9091/quitquitquit; exit $x';
    const app = container('app', {command: ['sh', '-c', script]});
    await lab.policyFor('habits', 'habits', {conversion: {mode: 'Audit'}});
    await lab.deployment('habits', {pods: podSpec([app, proxy])});
    await lab.finds('habits', 'WorkaroundLeft');
    await lab.change('SidecarPolicy', 'habits', {spec: {conversion: {mode: 'Enforce'}}});
    await lab.counts('habits', {converted: 1});
    await lab.finds('habits', 'WorkaroundLeft');
    const series = `outrigger_workarounds{policy="${lab.namespace}/habits",workaround="W2",verdict="Advice"}`;
    assert.equal(await lab.operator.metric(series), 1);
    const containers = valueAt(lab.follower('Deployment').get('habits'), 'spec', 'template', 'spec', 'containers');
    assert.deepEqual(
      objectsAt({containers}, 'containers').map(({command}) => command),
      [['sh', '-c', script]],
    );
  });

  it('is no Event in Audit', async () => {
    await lab.policyFor('audited', 'audited', {conversion: {mode: 'Audit'}});
    await lab.deployment('audited', {pods: hostPort(80)});
    await lab.deployment('fine', {label: 'audited'});
    await lab.counts('audited', {blocked: 1, pending: 1});
    await lab.policyFor('after', 'after');
    await lab.deployment('after');
    await eventually('one that came later is told', () => lab.proxy.events('Deployment', 'after').length > 0);
    for (const name of ['audited', 'fine']) assert.deepEqual(lab.proxy.events('Deployment', name), []);
    assert.deepEqual(lab.proxy.events('SidecarPolicy', 'audited'), []);
  });
});

/** What a status write says is selected. */
function selectedIn(body: unknown): unknown {
  const [operation] = body as readonly unknown[];
  return valueAt(operation, 'value', 'workloads', 'selected');
}
