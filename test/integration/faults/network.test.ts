import assert from 'node:assert/strict';
import {setTimeout as pause} from 'node:timers/promises';
import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import {eventually} from '../../support/eventually.ts';
import {installedKubeconfig} from '../../support/installed-operator.ts';
import {watches} from '../../support/faults.ts';
import {isTemplateWrite, type Fault} from './fault-run.ts';
import {faultTable} from './fault-table.ts';
import type {SceneOptions} from './scene.ts';

/** How long these faults last is what they are about, in milliseconds. */
const HALF_A_MINUTE = 30_000;
const TWO_MINUTES = 120_000;
/** A watch that says nothing is given up after 150 s. */
const UNHEARD_SECONDS = 240;

const SILENCES: readonly Fault[] = [
  {
    title: 'that hears nothing for half a minute, and then what was held up, goes on',
    midway: async ({tcp}) => {
      tcp.silence();
      await pause(HALF_A_MINUTE);
      tcp.resume();
    },
  },
  {
    title: 'that hears nothing for half a minute, and then a reset, goes on',
    midway: async ({tcp}) => {
      tcp.silence();
      await pause(HALF_A_MINUTE);
      tcp.speak();
    },
  },
  {
    title: 'on whose connections nothing ever comes again opens others',
    midway: async ({tcp}) => tcp.forget(),
    seconds: UNHEARD_SECONDS,
    // Whoever has lost them knows nothing of their end.
    after: ({tcp}) => tcp.reset(),
  },
  {
    title: 'whose watches stay open and say nothing any more opens others',
    midway: async ({http}) => http.muteWatches(),
    seconds: UNHEARD_SECONDS,
  },
  {
    title: 'whose writes are taken and never answered sends them again',
    before: ({http}) => {
      http.order(isTemplateWrite, {type: 'Silence'}, 2);
      http.order(({method, path}) => method === 'PATCH' && path.includes('/sidecarpolicies/'), {type: 'Silence'}, 2);
    },
  },
  {
    title: 'whose watches are taken and never begin opens others',
    midway: async ({http}) => {
      http.order(watches('deployments'), {type: 'Silence'}, 1);
      http.cutWatches();
    },
  },
];

const OUTAGE: Omit<Fault, 'title'> = {
  midway: async scene => {
    await scene.tcp.refuse();
    await pause(TWO_MINUTES);
    assert.match(await scene.readiness(), /^503 .*cannot reach/s);
    await scene.tcp.accept();
  },
  // A kind that is away longest (its versions may be gone by then) is listed anew within the longest pause.
  after: async scene => {
    await eventually('it is ready', async () => (await scene.readiness()).startsWith('200'));
  },
};

/** The Lease that is not renewed, and what must not be written without it. */
const LED = 18;

/** The operator's Lease, where no other operator looks for it. */
async function election({
  cluster,
  namespace,
}: Pick<SceneOptions, 'cluster' | 'namespace'>): Promise<Partial<SceneOptions>> {
  const place = `${namespace}-lease`;
  await installedKubeconfig(cluster);
  await cluster.kubectl(['create', 'namespace', place]);
  const account = `--serviceaccount=${OPERATOR_NAMESPACE}:outrigger`;
  const verbs = '--verb=get,list,watch,create,patch';
  await cluster.kubectl([
    'create',
    'role',
    'leader',
    verbs,
    '--resource=leases.coordination.k8s.io',
    `--namespace=${place}`,
  ]);
  await cluster.kubectl(['create', 'rolebinding', 'leader', '--role=leader', account, `--namespace=${place}`]);
  return {flags: ['--leader-elect', `--leader-election-namespace=${place}`]};
}

describe('an operator on half-open connections', function () {
  this.timeout(600_000);
  faultTable({name: 'silence', length: 'Long', faults: SILENCES});
});

describe('an operator without an API server', function () {
  this.timeout(600_000);
  faultTable({
    name: 'outage',
    length: 'Long',
    faults: [{title: 'that cannot be reached for two minutes waits for it', ...OUTAGE}],
  });
  faultTable({
    name: 'outage-led',
    length: 'Long',
    faults: [{title: 'that cannot be reached for two minutes, and who leads, leads again', ...OUTAGE, warnings: LED}],
    options: election,
  });
});
