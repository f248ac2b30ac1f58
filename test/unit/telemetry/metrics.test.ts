import assert from 'node:assert/strict';
import {Metrics} from '../../../src/telemetry/metrics.ts';

/** Lines of the exposition that begin with the name, without comments. */
async function series(metrics: Metrics, name: string): Promise<readonly string[]> {
  const text = await metrics.registry.metrics();
  return text.split('\n').filter(line => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}

describe('metrics', () => {
  it('have the names and labels that are documented', async () => {
    const metrics = new Metrics();
    metrics.controller('workload');
    metrics.addWatch('Deployment');
    metrics.addPolicy('shop/shop', ['Deployment']);
    metrics.findings.replace('shop/shop', new Map([['HostPort', 1]]));
    metrics.workarounds.replace('shop/shop', [{id: 'W2', verdict: 'Removable', count: 1}]);
    const json = await metrics.registry.getMetricsAsJSON();
    const labels = (values: readonly {labels: object; metricName?: string}[]): string =>
      Object.keys(values[0]?.labels ?? {})
        .filter(label => label !== 'le')
        .join();
    const found = json.map(metric => `${metric.name}{${labels(metric.values as never)}} ${String(metric.type)}`);
    assert.deepEqual(found.sort(), [
      'outrigger_admission_duration_seconds{} histogram',
      'outrigger_admission_requests_total{result} counter',
      'outrigger_conversions_total{kind,delivery,result} counter',
      'outrigger_findings{policy,code} gauge',
      'outrigger_job_finalize_delay_seconds{} histogram',
      'outrigger_jobs_finalized_total{outcome} counter',
      'outrigger_jobs_stuck_cpu_core_seconds_total{policy} counter',
      'outrigger_jobs_stuck_memory_byte_seconds_total{policy} counter',
      'outrigger_jobs_stuck_oldest_seconds{policy} gauge',
      'outrigger_jobs_stuck{policy} gauge',
      'outrigger_leader{} gauge',
      'outrigger_nodes{native_sidecars} gauge',
      'outrigger_policy_paused{policy} gauge',
      'outrigger_reconcile_duration_seconds{controller} histogram',
      'outrigger_reconcile_total{controller,result} counter',
      'outrigger_reversions_total{kind,reason} counter',
      'outrigger_watch_errors_total{kind} counter',
      'outrigger_watch_restarts_total{kind} counter',
      'outrigger_workarounds{policy,workaround,verdict} gauge',
      'outrigger_workloads{policy,kind,state} gauge',
      'outrigger_workqueue_adds_total{controller} counter',
      'outrigger_workqueue_depth{controller} gauge',
      'outrigger_workqueue_latency_seconds{controller} histogram',
      'outrigger_workqueue_retries_total{controller} counter',
    ]);
  });

  it('of closed sets are there from the start as 0', async () => {
    const metrics = new Metrics();
    metrics.controller('workload');
    for (const [name, count] of [
      ['outrigger_conversions_total', 48],
      ['outrigger_reversions_total', 18],
      ['outrigger_jobs_finalized_total', 3],
      ['outrigger_nodes', 2],
      ['outrigger_leader', 1],
      ['outrigger_reconcile_total', 5],
    ] as const) {
      const lines = await series(metrics, name);
      assert.equal(lines.length, count, name);
      assert.ok(
        lines.every(line => line.endsWith(' 0')),
        name,
      );
    }
  });

  it('of a policy come and go with it', async () => {
    const metrics = new Metrics();
    metrics.addPolicy('shop/shop', ['Deployment', 'Job']);
    metrics.addPolicy('mesh', ['Deployment']);
    metrics.findings.replace('shop/shop', new Map([['HostPort', 2]]));
    assert.equal((await series(metrics, 'outrigger_workloads')).length, 24);
    metrics.removePolicy('shop/shop');
    const text = await metrics.registry.metrics();
    assert.ok(!text.includes('shop/shop'));
    assert.equal((await series(metrics, 'outrigger_workloads')).length, 8);
    metrics.removePolicy('never there');
  });

  it('count workloads by state', async () => {
    const metrics = new Metrics();
    metrics.addPolicy('mesh', ['Deployment']);
    metrics.workloads.set('mesh', 'Deployment', 'converted', 3);
    assert.ok(
      (await series(metrics, 'outrigger_workloads')).includes(
        'outrigger_workloads{policy="mesh",kind="Deployment",state="converted"} 3',
      ),
    );
  });

  it('keep a finding that is gone as 0', async () => {
    const metrics = new Metrics();
    metrics.findings.replace(
      'mesh',
      new Map([
        ['HostPort', 2],
        ['NamedPort', 1],
      ]),
    );
    metrics.findings.replace('mesh', new Map([['NamedPort', 5]]));
    assert.deepEqual(await series(metrics, 'outrigger_findings'), [
      'outrigger_findings{policy="mesh",code="HostPort"} 0',
      'outrigger_findings{policy="mesh",code="NamedPort"} 5',
    ]);
  });

  it('count workarounds by what can become of them, and keep one that is gone as 0', async () => {
    const metrics = new Metrics();
    metrics.workarounds.replace('mesh', [
      {id: 'W2', verdict: 'Removable', count: 2},
      {id: 'W2', verdict: 'Advice', count: 1},
    ]);
    metrics.workarounds.replace('mesh', [{id: 'W2', verdict: 'Advice', count: 3}]);
    assert.deepEqual(await series(metrics, 'outrigger_workarounds'), [
      'outrigger_workarounds{policy="mesh",workaround="W2",verdict="Removable"} 0',
      'outrigger_workarounds{policy="mesh",workaround="W2",verdict="Advice"} 3',
    ]);
  });

  it('do not lose what stuck pods have cost when a policy is only changed', async () => {
    const metrics = new Metrics();
    metrics.addPolicy('mesh', ['Deployment', 'Job']);
    metrics.workloads.set('mesh', 'Job', 'pending', 3);
    metrics.jobs.addHeld('mesh', {cpuCoreSeconds: 2.5, memoryByteSeconds: 1024});
    metrics.addPolicy('mesh', ['Deployment']);
    assert.deepEqual(await series(metrics, 'outrigger_jobs_stuck_cpu_core_seconds_total'), [
      'outrigger_jobs_stuck_cpu_core_seconds_total{policy="mesh"} 2.5',
    ]);
    assert.equal((await series(metrics, 'outrigger_workloads')).length, 8);
  });

  it('are read while everything is reported', async () => {
    const metrics = new Metrics();
    const reports = metrics.controller('job');
    reports.reconciled('done', 0.02);
    reports.added();
    reports.retried();
    reports.depth(4);
    reports.waited(0.2);
    metrics.conversions.inc('Deployment', 'Template', 'converted');
    metrics.reversions.inc('CronJob', 'CrashLoop');
    metrics.jobs.finalized('Succeeded');
    metrics.jobs.finalizedAfter(12);
    metrics.jobs.setStuck('mesh', {pods: 2, oldestSeconds: 60});
    metrics.nodes.set({supported: 3, unsupported: 1});
    metrics.leader.set(true);
    metrics.watches.restarted('Pod');
    metrics.watches.failed('Pod');
    const text = await metrics.registry.metrics();
    for (const line of [
      'outrigger_reconcile_total{controller="job",result="done"} 1',
      'outrigger_workqueue_depth{controller="job"} 4',
      'outrigger_conversions_total{kind="Deployment",delivery="Template",result="converted"} 1',
      'outrigger_reversions_total{kind="CronJob",reason="CrashLoop"} 1',
      'outrigger_jobs_stuck_oldest_seconds{policy="mesh"} 60',
      'outrigger_nodes{native_sidecars="true"} 3',
      'outrigger_leader 1',
      'outrigger_watch_errors_total{kind="Pod"} 1',
    ]) {
      assert.ok(text.includes(`${line}\n`), line);
    }
  });

  it('of the process are there when they are asked for', async () => {
    const metrics = new Metrics();
    metrics.collectProcess();
    assert.match(await metrics.registry.metrics(), /process_cpu_seconds_total/);
  });
});
