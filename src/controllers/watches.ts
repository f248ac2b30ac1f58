import type {FindingCode} from '../api/codes.ts';
import type {LogDamper} from '../runtime/log-damper.ts';
import type {ClusterState} from './cluster-state.ts';
import {KeepWatch} from './keep-watch.ts';
import type {Ledger} from './ledger/ledger.ts';
import {isFound} from './ledger/summary.ts';
import {ServerWatch, type ServerWatchOptions} from './server-watch.ts';
import {WebhookWatch} from './webhook-watch.ts';

type Asking = Omit<ServerWatchOptions, 'learn'>;

interface Known {
  readonly state: ClusterState;
  readonly ledger: Ledger;
  readonly damper: LogDamper;
}

/** What is asked for now and then, since it cannot be watched or is seldom needed. */
export function createWatches(asking: Asking, {state, ledger, damper}: Known) {
  const server = new ServerWatch({...asking, learn: version => state.learn({server: version})});
  const keeping = new KeepWatch({
    ...asking,
    damper,
    // What waits for the keep policy says so in a finding.
    isMissed: () => isAnywhere('NeedsAdmission', state, ledger),
    learn: kept => state.learn({kept}),
  });
  const webhooks = new WebhookWatch({
    ...asking,
    isMissed: () => isAnywhere('RestartPolicyStripped', state, ledger),
    learn: names => state.learn({webhooks: names}),
  });
  return {server, keeping, webhooks};
}

function isAnywhere(code: FindingCode, state: ClusterState, ledger: Ledger): boolean {
  return state.allPolicies().some(({key}) => isFound(code, ledger.groups(key)));
}
