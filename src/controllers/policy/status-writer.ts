import {CATALOG, profileById} from '../../domain/catalog/catalog.ts';
import type {Finding} from '../../domain/finding.ts';
import type {PolicyHealth, Waiting} from '../../domain/status/status-input.ts';
import {policyStatus, statusDiffers} from '../../domain/status/policy-status.ts';
import {isConflict, isNotFound} from '../../kube/api-error.ts';
import {objectPath, RESOURCES} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import type {Clock} from '../../runtime/clock.ts';
import type {ReconcileContext} from '../../runtime/controller.ts';
import type {JobLedger} from '../job/job-ledger.ts';
import type {Ledger} from '../ledger/ledger.ts';
import type {Group} from '../ledger/standing.ts';
import {findingsAbout, findingsIn, firstOf} from '../ledger/summary.ts';
import type {Stores} from '../cluster-state.ts';
import {storeOf} from './store-of.ts';
import type {Pauses} from '../pauses.ts';
import type {PolicyView} from '../views/policy-view.ts';

export interface StatusWriterOptions {
  readonly rest: Pick<Rest, 'jsonPatch'>;
  readonly stores: Pick<Stores, 'policies' | 'clusterPolicies'>;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly pauses: Pick<Pauses, 'pauseOf'>;
  readonly jobs: Pick<JobLedger, 'summary'>;
  /** About the policy itself. */
  readonly findings: (policy: string) => readonly Finding[];
  /** What keeps the policy from being followed (a permission, say); undefined: nothing. */
  readonly unavailable: (policy: string) => string | undefined;
  readonly dryRun: boolean;
}

/** One status write a policy in this time, however much changes. */
const SECONDS_BETWEEN = 5;
/** The store has not seen our last write. */
const SECONDS_BEHIND = 1;

/** Reasons for which a workload waits for somebody else than its policy. */
const WAITS_FOR_OTHERS = new Set<string | undefined>([
  'AuditOnly',
  'AdmissionNotAvailable',
  'InjectorTooOld',
  'AwaitsPod',
  'StaysClassic',
  'SwitchedOff',
]);

/** Writes a policy's status when it has changed, at most every five seconds. */
export class StatusWriter {
  readonly #options: StatusWriterOptions;
  readonly #wroteAt = new Map<string, number>();

  constructor(options: StatusWriterOptions) {
    this.#options = options;
  }

  /** Answers in how many seconds to call again; undefined: the status is as it should be. `left`: of a deleted policy. */
  async write(policy: PolicyView, {log}: ReconcileContext, left?: number): Promise<number | undefined> {
    const {clock, rest, dryRun, stores} = this.#options;
    const store = storeOf(stores, policy);
    // What is kept from the status as it was (times, since when Jobs are enforced) would be kept from an old one.
    if (store.isBehind(policy.key)) return SECONDS_BEHIND;
    const status = this.#statusOf(policy, left);
    if (dryRun || !statusDiffers(policy.status, status)) return undefined;
    const wait = (this.#wroteAt.get(policy.key) ?? -Infinity) + SECONDS_BETWEEN * 1000 - clock.monotonic();
    if (wait > 0) return wait / 1000;
    this.#wroteAt.set(policy.key, clock.monotonic());
    try {
      const path = objectPath(RESOURCES[policy.kind], policy, 'status');
      const patch = [{op: 'add' as const, path: '/status', value: status}];
      await store.write(policy.key, async () => rest.jsonPatch(path, patch, {answer: 'Metadata'}));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      if (!isConflict(error)) throw error;
      log.debug('status was changed meanwhile');
      return SECONDS_BETWEEN;
    }
    return undefined;
  }

  forget(policy: string): void {
    this.#wroteAt.delete(policy);
  }

  #statusOf(policy: PolicyView, left: number | undefined): ReturnType<typeof policyStatus> {
    const {ledger, clock, jobs} = this.#options;
    return policyStatus({
      policy,
      counts: ledger.counts(policy.key),
      waiting: waitingIn(ledger.groups(policy.key)),
      findings: [
        ...findingsAbout(policy, this.#options.findings(policy.key)),
        ...findingsIn(ledger.groups(policy.key)),
      ],
      jobs: jobs.summary(policy.key),
      health: this.#healthOf(policy, left),
      now: new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    });
  }

  #healthOf(policy: PolicyView, left: number | undefined): PolicyHealth {
    const invalid = invalidReason(policy);
    const unavailable = this.#options.unavailable(policy.key);

    const paused = this.#options.pauses.pauseOf(policy);
    const stuck = this.#stuck(policy);
    return {
      ...(invalid === undefined ? {} : {invalid}),
      ...(unavailable === undefined ? {} : {unavailable}),
      ...(paused === undefined ? {} : {paused}),
      ...(stuck === undefined ? {} : {stuck}),
      ...(left === undefined ? {} : {leaving: left}),
    };
  }

  /** A workload whose conversion fails and that could not be put back. */
  #stuck(policy: PolicyView): string | undefined {
    for (const {standing, workloads} of this.#options.ledger.groups(policy.key)) {
      if (standing.state === 'rolling' && standing.reason === 'WriteRefused') return firstOf(workloads);
    }
    return undefined;
  }
}

/** Workloads that their policy will convert in time, or convert anew, by what they wait for. */
function waitingIn(groups: Iterable<Group>): readonly Waiting[] {
  const found = new Map<string, Waiting>();
  for (const {standing, workloads} of groups) {
    const {state, reason} = standing;
    const isUpdate = state === 'converted' && reason === 'SettingsOutdated';
    if ((state !== 'pending' && !isUpdate) || WAITS_FOR_OTHERS.has(reason)) continue;
    const known = found.get(reason ?? 'Next') ?? {reason: reason ?? 'Next', count: 0, example: firstOf(workloads)};
    found.set(known.reason, {...known, count: known.count + workloads.size});
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

/** What the CRD cannot know: which profiles this version has. */
function invalidReason({sidecars}: PolicyView): string | undefined {
  const index = sidecars.findIndex(({profile}) => profile !== undefined && profileById(profile) === undefined);
  const unknown = sidecars[index]?.profile;
  if (unknown === undefined) return undefined;
  const known = CATALOG.map(profile => profile.id).join(', ');
  return `spec.sidecars[${index}].profile: "${unknown}" is unknown to this version, which knows ${known}: use match instead`;
}
