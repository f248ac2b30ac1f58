import assert from 'node:assert/strict';
import {Ledger} from '../../../src/controllers/ledger/ledger.ts';
import {StatusWriter} from '../../../src/controllers/policy/status-writer.ts';
import type {PatchOperation} from '../../../src/kube/patch-text.ts';
import type {Outcome} from '../../../src/domain/pace/outcome.ts';
import {objectsAt, stringAt, valueAt} from '../../../src/domain/json.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {inStore, policyWith, run, type PolicyStores} from './policy-fixture.ts';

const POLICY = policyWith({jobs: {mode: 'Enforce', waitSeconds: 10, backlog: 'Audit'}});
const CONVERTED: Outcome = {
  kind: 'Deployment',
  enforced: true,
  state: 'converted',
  message: '',
  findings: [],
  action: {type: 'None'},
};

describe('the writer of statuses', () => {
  let clock: FakeClock;
  let stores: PolicyStores;
  let ledger: Ledger;
  let writer: StatusWriter;
  let sent: unknown[];

  beforeEach(() => {
    clock = new FakeClock();
    stores = inStore(clock, POLICY);
    ledger = new Ledger(() => undefined);
    sent = [];
    writer = new StatusWriter({
      rest: {
        jsonPatch: async (_path, patch) => {
          const [operation] = patch as readonly PatchOperation[];
          sent.push(operation?.value);
          return Promise.resolve({metadata: {resourceVersion: '2'}});
        },
      },
      stores,
      clock,
      ledger,
      pauses: {pauseOf: () => undefined},
      jobs: {
        summary: () => ({
          stuck: 0,
          backlog: 0,
          consequences: {None: 0, MayRunAgain: 0, RunsNextCompletion: 0, MayRunMissed: 0},
          holds: {SidecarDecides: 0, NodeUnwell: 0},
        }),
      },
      findings: () => [],
      unavailable: () => undefined,
      dryRun: false,
    });
  });

  it('does not write from a status that is older than its last write', async () => {
    assert.equal(await writer.write(POLICY, run()), undefined);
    await clock.advance(20_000);
    assert.equal(await writer.write(POLICY, run()), 1);
    assert.equal(sent.length, 1);
    stores.policies.set(POLICY.key, '2', {...POLICY, resourceVersion: '2'});
    await writer.write({...POLICY, status: {jobs: {enforcedSince: '2026-11-01T12:00:00Z'}}}, run());
    assert.equal(stringAt(sent[1], 'jobs', 'enforcedSince'), '2026-11-01T12:00:00Z');
  });

  it('counts what is converted with old settings as work that is left', async () => {
    ledger.set(POLICY.key, 'Deployment/shop/a', {...CONVERTED, reason: 'SettingsOutdated'});
    ledger.set(POLICY.key, 'Deployment/shop/b', CONVERTED);
    await writer.write(POLICY, run());
    const progressing = objectsAt(sent[0], 'conditions').find(each => each['type'] === 'Progressing');
    assert.equal(valueAt(progressing, 'status'), 'True');
    assert.equal(valueAt(progressing, 'message'), '0 rolling, 1 waiting (1 SettingsOutdated, e.g. Deployment/shop/a)');
  });
});
