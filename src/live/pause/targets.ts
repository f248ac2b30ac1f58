import {noPolicyName, policyNameFrom, policyTitle, type PolicyName} from '../../cli/args/policy-name.ts';
import {valueOf, type Given} from '../../cli/args/read-args.ts';
import {plain} from '../../cli/output/plain.ts';
import type {Rest} from '../../kube/rest.ts';
import {UserError} from '../../runtime/errors.ts';
import type {Connection} from '../connection.ts';
import {markPath, readMark} from './mark.ts';

/** The policies that are named; none: everything is meant. @throws UserError for what names no policy */
export function policiesNamed(given: Given, {namespace}: Pick<Connection, 'namespace'>): readonly PolicyName[] {
  const inside = valueOf(given, 'namespace');
  if (given.words.length === 0 && inside !== undefined) {
    throw new UserError(`Say which policy of namespace ${inside}, or leave --namespace out: that means everything.`);
  }
  return given.words.map(word => {
    const policy = policyNameFrom(word, inside ?? namespace);
    if (policy === undefined) throw new UserError(plain(noPolicyName(word)));
    return policy;
  });
}

/** For a policy that is not there; a cluster policy of that name may be meant. */
export async function absentPolicy(rest: Pick<Rest, 'get'>, policy: PolicyName): Promise<string> {
  const {kind, name} = policy;
  const cluster: PolicyName = {kind: 'ClusterSidecarPolicy', name};
  const isThere = kind === 'SidecarPolicy' && (await readMark(rest, markPath(cluster))).type !== 'Absent';
  const hint = isThere ? ` There is a ${policyTitle(cluster)}: say cscp/${name}.` : ' outrigger status lists them.';
  return plain(`There is no ${policyTitle(policy)}.${hint}`);
}
