import {valueOf, type Given} from '../cli/args/read-args.ts';
import type {Io} from '../cli/io.ts';
import {ApiError, ConnectionError} from '../kube/api-error.ts';
import {openSession} from '../kube/open-session.ts';
import {Rest} from '../kube/rest.ts';
import type {Session} from '../kube/session.ts';
import {systemClock, type Clock} from '../runtime/clock.ts';
import {errorMessage, UserError} from '../runtime/errors.ts';
import {ServerClock} from '../runtime/server-clock.ts';
import {VERSION} from '../version.ts';

/** One API server as one user, over one pool of connections. */
export interface Connection {
  readonly rest: Rest;
  /** The API server's time, once it has answered. */
  readonly clock: Clock;
  /** Name of the kubeconfig's context, or `in-cluster`. */
  readonly context: string;
  /** URL of the API server. */
  readonly server: string;
  /** What a command means that names no namespace, as for kubectl. */
  readonly namespace: string;
}

/**
 * Connects as the options say, and closes what it has opened.
 * @throws UserError where there is no cluster to reach, or it does not know the user
 */
export async function connected<T>(given: Given, io: Io, use: (connection: Connection) => Promise<T>): Promise<T> {
  const clock = new ServerClock(systemClock);
  const session = await openSession(
    {kubeconfig: valueOf(given, 'kubeconfig'), context: valueOf(given, 'context'), environment: io.env},
    {clock, userAgent: `outrigger/${VERSION}`, heard: (date, sent) => clock.heard(date, sent)},
  );
  const {context, server, namespace = 'default'} = session;
  try {
    return await use({rest: new Rest(session, {clock}), clock, context, server, namespace});
  } catch (error) {
    throw forPeople(error, session);
  } finally {
    await session.close();
  }
}

function forPeople(error: unknown, {context, server}: Session): unknown {
  if (error instanceof ConnectionError) {
    return new UserError(`${sentence(errorMessage(error))} ${whatToDo(error, context)}`, {cause: error});
  }
  if (!(error instanceof ApiError)) return error;
  const what =
    error.status === 401
      ? `The API server ${server} does not accept the credentials of context "${context}"`
      : `The API server ${server} (context "${context}") answered with an error`;
  const hint = error.status === 401 ? ' Log in again, or name another context with --context.' : '';
  return new UserError(`${sentence(`${what}: ${error.message}`)}${hint}`, {cause: error});
}

function whatToDo({message}: ConnectionError, context: string): string {
  return message.includes('credentials')
    ? `Look at the user of context "${context}" in the kubeconfig, or name another context with --context.`
    : `Check that the cluster of context "${context}" is there and can be reached from here, or name another one with --context.`;
}

/** Error texts begin small and have no full stop. */
function sentence(text: string): string {
  const [first = '', ...rest] = text;
  return `${first.toUpperCase()}${rest.join('')}${/[.!?]$/.test(text) ? '' : '.'}`;
}
