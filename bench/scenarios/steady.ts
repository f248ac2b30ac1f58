import {setTimeout as pause} from 'node:timers/promises';
import {scaled, until, type Bench} from '../bench.ts';
import type {AuditEntry} from '../cluster/audit-entry.ts';
import {BenchCluster} from '../cluster/bench-cluster.ts';
import {OPERATOR} from '../operator/measured-operator.ts';
import type {Section} from '../report/section.ts';
import {withConverted} from './with-converted.ts';

const WATCHED_SECONDS = 60;
const QUIET_MS = 6000;

const ABOUT =
  'One minute, once 10,000 Deployments are converted and their Events written, with nothing going on. Requests are those that ' +
  'the API server answered in that minute, watches that it ended and that were opened again included.';

/** What the operator costs when there is nothing to do. */
export async function steady(bench: Bench): Promise<Omit<Section, 'name'>> {
  return BenchCluster.during({node: false, controllers: 'None', signal: bench.signal}, async cluster => {
    const workloads = scaled(bench, 10_000);
    return await withConverted(bench, cluster, workloads, async operator => {
      await untilQuiet(bench, cluster);
      const before = operator.facts();
      bench.progress(`nothing happens for ${WATCHED_SECONDS} s`);
      await pause(WATCHED_SECONDS * 1000, undefined, {signal: bench.signal});
      const after = operator.facts();
      const requests = cluster.audit.read().filter(isOurs);
      return {...sectionOf(requests, (after.cpu - before.cpu) / WATCHED_SECONDS), kubernetes: cluster.cluster.version};
    });
  });
}

/** Events of the conversions are written one after the other, and take a moment longer. */
async function untilQuiet(bench: Bench, {audit}: BenchCluster): Promise<void> {
  let last = performance.now();
  const look = (): true | undefined => {
    if (audit.read().some(request => isOurs(request) && request.resource !== 'leases')) last = performance.now();
    return performance.now() - last > QUIET_MS ? true : undefined;
  };
  await until(bench, 'the operator has nothing left to write', look, {seconds: 300, everyMs: 200});
}

const isOurs = ({userAgent}: AuditEntry): boolean => userAgent.startsWith(OPERATOR);

function sectionOf(requests: readonly AuditEntry[], cpu: number): Omit<Section, 'name'> {
  const lease = requests.filter(({resource}) => resource === 'leases');
  const watches = requests.filter(({verb}) => verb === 'watch');
  const others = requests.filter(request => !lease.includes(request) && !watches.includes(request));
  const named = [...new Set(others.map(({verb, resource}) => `${verb} ${resource}`))].join(', ');
  return {
    about: ABOUT,
    measurements: [
      {what: 'CPU', value: cpu * 100, unit: '% of a core', goal: {type: 'AtMost', value: 2}},
      {
        what: 'requests but watches and the Lease',
        value: others.length,
        unit: '',
        goal: {type: 'Exactly', value: 0},
        note: named,
      },
      {what: 'requests for the Lease', value: lease.length, unit: ''},
      {what: 'watches opened or ended', value: watches.length, unit: ''},
    ],
  };
}
