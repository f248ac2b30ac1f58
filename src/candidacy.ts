import type {Settings} from './config/settings.ts';
import {RestLeaseClient} from './kube/lease-client.ts';
import {podNamespace} from './kube/in-cluster.ts';
import {openSession} from './kube/open-session.ts';
import {Rest, type WriteGuard} from './kube/rest.ts';
import type {Clock} from './runtime/clock.ts';
import {Elector} from './runtime/leader/elector.ts';
import {ALONE, type Leadership} from './runtime/leader/leadership.ts';
import type {Log} from './runtime/log.ts';
import {LogDamper} from './runtime/log-damper.ts';
import type {Metrics} from './telemetry/metrics.ts';

export interface CandidacyContext {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly userAgent: string;
  /** Unique to this process. */
  readonly identity: string;
}

/** This process's part in an election, or that there is none. */
export interface Candidacy {
  readonly leadership: Leadership;
  /** Every write must pass it; undefined: nobody else writes. */
  readonly guard: WriteGuard | undefined;
  /** Resolves when somebody else leads in our place. */
  readonly lost: Promise<void>;
  readonly close: () => Promise<void>;
}

const LEASE = 'outrigger';
/** Where `config/` installs Outrigger. */
const INSTALLED_NAMESPACE = 'outrigger-system';

/** Puts the election together, as the settings say. */
export async function candidacyOf(settings: Settings, context: CandidacyContext): Promise<Candidacy> {
  const {clock, metrics, userAgent} = context;
  // Who only looks leads nobody.
  metrics.leader.set(!settings.leaderElect && !settings.dryRun);
  if (!settings.leaderElect) {
    return {leadership: ALONE, guard: undefined, lost: new Promise(() => undefined), close: async () => undefined};
  }
  // Connections of its own: a renewal must not wait behind the work.
  const session = await openSession(settings.cluster, {clock, userAgent});
  const namespace = settings.leaderElectionNamespace ?? settings.namespace ?? podNamespace(settings.cluster);
  const at = {namespace: namespace ?? INSTALLED_NAMESPACE, name: LEASE};
  const elector = new Elector({
    ...context,
    client: new RestLeaseClient(new Rest(session), at, clock),
    leaseSeconds: settings.leaseDuration,
    damper: new LogDamper(clock),
    onChange: leading => metrics.leader.set(leading),
  });
  return {
    leadership: elector,
    guard: elector.fence,
    lost: elector.lost(),
    close: async () => session.close(),
  };
}
