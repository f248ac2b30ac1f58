import {KEEP_POLICY} from '../../admission/keep/keep-policy.ts';
import {RECORD_ANNOTATION} from '../../api/constants.ts';
import {NO_FACTS} from '../../domain/facts.ts';
import type {Policy} from '../../domain/policy.ts';
import {TEMPLATE_KINDS} from '../../domain/template-kinds.ts';
import {annotationsOf, type Workload} from '../../domain/workload.ts';
import {UserError} from '../../runtime/errors.ts';
import type {Connection} from '../connection.ts';
import {readPolicies} from '../read/policies.ts';
import {Reader} from '../read/reader.ts';
import {servedGroups} from '../read/served.ts';
import {listFound} from '../read/workloads.ts';
import {candidateOf, type Candidate} from '../revert/candidate.ts';
import {isRemembered} from './forget.ts';
import {installationIn, type Installation, type Installed} from './installed.ts';

/** What Outrigger has left in a cluster. */
export interface Survey {
  readonly policies: readonly Policy[];
  readonly converted: readonly Reversible[];
  /** Not converted, and bearing what was to be remembered of them. */
  readonly remembered: readonly Workload[];
  readonly installation: Installation;
}

/** A workload that bears marks. */
export type Reversible = Extract<Candidate, {type: 'Revert'}>;

/** @throws UserError where it may not be seen: what is not known of cannot be left in order. */
export async function survey(connection: Connection): Promise<Survey> {
  const reader = new Reader(connection);
  const served = await servedGroups(reader);
  const everywhere = {namespace: undefined};
  const [{policies}, marked, installation] = await Promise.all([
    readPolicies(reader, everywhere, served),
    markedIn(reader),
    installationIn(connection.rest),
  ]);
  mustHaveSeenAll(reader, 'Nothing was changed');
  return {policies, ...marked, installation};
}

function mustHaveSeenAll({unreadable: [missing]}: Reader, sofar: string): void {
  if (missing !== undefined) throw new UserError(`${missing.message} ${sofar}: uninstall must see all of it.`);
}

/** Without policies, whatever bears the marks of a conversion can be put back. */
async function markedIn(reader: Reader): Promise<Pick<Survey, 'converted' | 'remembered'>> {
  const kinds = TEMPLATE_KINDS.map(async kind => listFound(reader, kind, {namespace: undefined, where: ''}));
  const workloads = (await Promise.all(kinds)).flat().map(({workload}) => workload);
  const candidates = workloads.map(workload => candidateOf(workload, [], () => NO_FACTS));
  return {
    converted: candidates.filter(candidate => candidate?.type === 'Revert'),
    remembered: workloads.filter((workload, index) => candidates[index] === undefined && isRemembered(workload)),
  };
}

/** The same as it is by now. @throws UserError where not all of it may be seen */
export async function markedNow(connection: Connection): Promise<Pick<Survey, 'converted' | 'remembered'>> {
  const reader = new Reader(connection);
  const marked = await markedIn(reader);
  mustHaveSeenAll(reader, 'Nothing more was removed');
  return marked;
}

/** The keep policy and its binding, while a record says that they are needed. */
export function keptFor(converted: readonly Reversible[], acting: readonly Installed[]): readonly Installed[] {
  const isNeeded = converted.some(({workload}) => annotationsOf(workload)[RECORD_ANNOTATION] !== undefined);
  return isNeeded ? acting.filter(({at}) => at.name === KEEP_POLICY) : [];
}
