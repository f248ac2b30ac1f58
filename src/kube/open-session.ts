import {systemClock} from '../runtime/clock.ts';
import {inCluster, isInCluster} from './in-cluster.ts';
import type {SessionSource} from './session-source.ts';
import {Session, type SessionOptions} from './session.ts';

export type OpenOptions = Partial<Omit<SessionOptions, 'load'>>;

/** Like `loadSession`, but what reads kubeconfigs is loaded only where there is one to read. */
export async function openSession(
  source: SessionSource,
  {clock = systemClock, userAgent = 'outrigger', heard}: OpenOptions = {},
): Promise<Session> {
  if (isInCluster(source)) return new Session({load: () => inCluster(source), clock, userAgent, heard});
  const {loadSession} = await import('./load-session.ts');
  return loadSession(source, {clock, userAgent, heard});
}
