import assert from 'node:assert/strict';
import {FINALIZED_ANNOTATION, RECORD_ANNOTATION, REVERT_FINALIZER} from '../../../src/api/constants.ts';
import {eventually} from '../../support/eventually.ts';
import type {Order} from '../../support/fault-proxy.ts';
import type {ProxiedRequest, Which} from '../../support/faults.ts';
import {isTemplateWrite, type Fault} from './fault-run.ts';
import {faultTable} from './fault-table.ts';
import type {Scene} from './scene.ts';

const patches = (path: RegExp, what: string): Which => {
  return request => request.method === 'PATCH' && path.test(request.path) && request.body.includes(what);
};

/** The kinds of writes that there are while workloads are converted and Jobs finished. */
const WRITES: Readonly<Record<string, Which>> = {
  'the finalizer of a policy': patches(/\/sidecarpolicies\/[^/]+$/, REVERT_FINALIZER),
  'the template of a workload': request =>
    isTemplateWrite(request) && request.body.includes(escaped(RECORD_ANNOTATION)),
  'the phase of a Job’s pod': patches(/\/pods\/[^/]+\/status$/, FINALIZED_ANNOTATION),
  'the status of a policy': patches(/\/sidecarpolicies\/[^/]+\/status$/, ''),
  'an Event': ({method, path}) => method === 'POST' && path.endsWith('/events'),
};

const FAULTS: readonly Fault[] = Object.entries(WRITES).flatMap(([what, which]) => [
  killed(`that is killed before it has written ${what} goes on when it is started again`, which, 'Silence'),
  killed(`that is killed after it has written ${what} goes on when it is started again`, which, 'KeepAnswer'),
]);

describe('an operator', function () {
  this.timeout(300_000);
  faultTable({name: 'killed', length: 'Short', faults: FAULTS});
});

function killed(title: string, which: Which, type: 'Silence' | 'KeepAnswer'): Fault {
  let order: Order | undefined;
  const isThere = ({http}: Scene): boolean =>
    order?.hits === 1 && (type === 'Silence' || http.requests.some(request => which(request) && isLost(request)));
  return {
    title,
    warnings: 0,
    before: ({http}) => {
      order = http.order(which, {type});
    },
    during: async scene => {
      await eventually('it is writing', () => isThere(scene));
      await scene.operator.kill();
      await scene.start();
    },
    after: assertToldOnce,
  };
}

function isLost({served = 0, status}: ProxiedRequest): boolean {
  return served >= 200 && served < 300 && status === undefined;
}

/** No Event was stored twice. */
function assertToldOnce({http}: Scene): void {
  const told = http.requests
    .filter(({path, served}) => path.endsWith('/events') && served === 201)
    .map(({body}) => {
      const {regarding, reason, note} = JSON.parse(body) as Record<string, unknown>;
      return JSON.stringify([regarding, reason, note]);
    });
  assert.deepEqual([...new Set(told)], told);
}

/** As a part of a JSON pointer (RFC 6901). */
function escaped(key: string): string {
  return key.replace('/', '~1');
}
