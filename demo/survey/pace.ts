import {Ledger} from '../../src/controllers/ledger/ledger.ts';
import {Slots} from '../../src/controllers/ledger/slots.ts';
import type {Evaluation} from '../../src/controllers/workload/evaluate.ts';
import type {WorkloadView} from '../../src/controllers/views/workload-view.ts';
import type {Outcome} from '../../src/domain/pace/outcome.ts';
import type {Policy} from '../../src/domain/policy.ts';

/** Why a conversion that nothing holds back has not begun: its turn has not come. */
export class Pace {
  readonly #slots: Slots;

  constructor(looks: readonly {readonly view: WorkloadView; readonly evaluation: Evaluation}[]) {
    const ledger = new Ledger(() => undefined);
    for (const {view, evaluation} of looks) ledger.replace(view.key, evaluation.outcomes);
    this.#slots = new Slots(ledger, () => undefined);
  }

  reasonFor(view: WorkloadView, policy: Policy, outcome: Outcome): string | undefined {
    const {state, reason, action} = outcome;
    if (state !== 'pending' || action.type !== 'Convert') return reason;
    const slot = this.#slots.acquire(policy, view.key, outcome);
    return slot.type === 'Waits' ? slot.reason : reason;
  }
}
