import {policyTitle, type PolicyName} from '../../cli/args/policy-name.ts';
import {ApiError, isForbidden} from '../../kube/api-error.ts';
import type {Rest} from '../../kube/rest.ts';
import {sleep, type Clock} from '../../runtime/clock.ts';
import {compiledBindings, deleteBinding, type CompiledBinding} from '../compiled.ts';

/** What has become of the bindings of compiled pod policies. */
export type Withdrawal =
  /** None converts pods (any more). `deleted`: names of those that this command has deleted. */
  | {readonly type: 'Withdrawn'; readonly deleted: readonly string[]}
  /** This user may not; in the API server's words. */
  | {readonly type: 'Refused'; readonly message: string}
  /** They are made again all the time. */
  | {readonly type: 'MadeAgain'; readonly names: readonly string[]};

type Server = {readonly rest: Pick<Rest, 'page' | 'delete'>; readonly clock: Clock};

/** The operator reads the mark within moments; one that has died does not, and then we do its work. In ms. */
const OPERATOR_ANSWERS = 10_000;
const BETWEEN_LOOKS = 500;

/** Deletes the bindings of all compiled pod policies until none comes back. */
export async function withdrawAll(server: Server): Promise<Withdrawal> {
  return unlessForbidden(async () => deleteWhile(server, async () => compiledBindings(server.rest)));
}

/**
 * Leaves it to the operator to withdraw a policy's part of them, and where it does not answer, deletes the bindings that
 * the policy is in: other policies in these convert no pods either, until the operator is back.
 */
export async function withdrawOne(server: Server, policy: PolicyName): Promise<Withdrawal> {
  const inForce = async (): Promise<readonly CompiledBinding[]> =>
    (await compiledBindings(server.rest)).filter(({from}) => from.some(each => converts(each, policy)));
  return unlessForbidden(async () => {
    const {clock} = server;
    const until = clock.monotonic() + OPERATOR_ANSWERS;
    while (clock.monotonic() < until) {
      if ((await inForce()).length === 0) return {type: 'Withdrawn', deleted: []};
      await pause(clock);
    }
    return deleteWhile(server, inForce);
  });
}

/** Once more than it takes an operator that had not seen the mark yet to see it. */
async function deleteWhile(server: Server, find: () => Promise<readonly CompiledBinding[]>): Promise<Withdrawal> {
  const {rest, clock} = server;
  const until = clock.monotonic() + OPERATOR_ANSWERS;
  const deleted = new Set<string>();
  for (;;) {
    const names = (await find()).map(({name}) => name);
    if (names.length === 0) return {type: 'Withdrawn', deleted: [...deleted]};
    if (clock.monotonic() >= until) return {type: 'MadeAgain', names};
    for (const name of names) {
      await deleteBinding(rest, name);
      deleted.add(name);
    }
    await pause(clock);
  }
}

/** A suspended policy only keeps others from its pods. */
function converts(from: string, policy: PolicyName): boolean {
  return from.startsWith(`${policyTitle(policy)} generation `) && !from.endsWith(' suspended');
}

async function unlessForbidden(attempt: () => Promise<Withdrawal>): Promise<Withdrawal> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof ApiError) || !isForbidden(error)) throw error;
    return {type: 'Refused', message: error.message};
  }
}

async function pause(clock: Clock): Promise<void> {
  await sleep(clock, BETWEEN_LOOKS, new AbortController().signal);
}
