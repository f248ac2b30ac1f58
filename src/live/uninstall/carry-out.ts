import {plain} from '../../cli/output/plain.ts';
import {plural} from '../../cli/report/counts.ts';
import {UserError} from '../../runtime/errors.ts';
import type {Connection} from '../connection.ts';
import {markPath, noteOf, setMark} from '../pause/mark.ts';
import {withdrawAll} from '../pause/withdraw.ts';
import {readPolicies} from '../read/policies.ts';
import {Reader} from '../read/reader.ts';
import {servedGroups} from '../read/served.ts';
import {forget} from './forget.ts';
import {installationIn, type Installation} from './installed.ts';
import {dropFinalizer, leavePolicy, type Choice} from './leave-policies.ts';
import {putBackAll} from './put-back-all.ts';
import {leftAfter, remove} from './remove.ts';
import {seeOff, type SeenOff} from './see-off.ts';
import {keptFor, markedNow, type Survey} from './survey.ts';

export interface Task {
  readonly connection: Connection;
  readonly choice: Choice;
  readonly tell: (line: string) => void;
}

/** In ms: a definition takes its objects along, a namespace all that is in it. */
const DEFINITIONS_TAKE = 60_000;
const NAMESPACE_TAKES = 60_000;

/**
 * From what acts to what holds it: each step begins with what is there, so one that was interrupted goes on when it is
 * said again. @throws UserError, ApiError, ConnectionError; then what comes after has not been touched
 */
export async function carryOut({policies}: Survey, task: Task): Promise<void> {
  await stopAll(task);
  for (const policy of policies) await leavePolicy(task.connection.rest, policy, task.choice);
  if (task.choice === 'Revert') await revertAll(task);
  await policiesMustBeGone(task);
  await removeAll(await installationIn(task.connection.rest), task);
}

/** From here on nothing is converted that would have to be put back. */
async function stopAll({connection, tell}: Task): Promise<void> {
  const note = await noteOf(connection, 'outrigger uninstall');
  await setMark(connection.rest, markPath(undefined), note);
  const withdrawal = await withdrawAll(connection);
  if (withdrawal.type === 'Withdrawn') return;
  const why = withdrawal.type === 'Refused' ? withdrawal.message : `${withdrawal.names.join(', ')} is made again`;
  tell('Everything is paused.');
  throw new UserError(plain(`The pod policies could not be withdrawn, so nothing was removed: ${why}.`));
}

/** What no policy has put back, or nobody that could, is put back here. */
async function revertAll(task: Task): Promise<void> {
  const {connection, tell} = task;
  const off = await seeOff(connection, left =>
    tell(`Waiting for ${plural(left, 'deleted policy', 'deleted policies')}.`),
  );
  if (off.type === 'Left') tell(WHY_TAKEN_OVER[off.why]);
  await putBackAll(connection, tell);
  if (off.type === 'Gone') return;
  for (const policy of off.policies) await dropFinalizer(connection.rest, policy);
}

const WHY_TAKEN_OVER: Readonly<Record<Extract<SeenOff, {type: 'Left'}>['why'], string>> = {
  NobodyWorks: 'No operator works, so what is converted is put back from here, one after the other.',
  NoProgress: 'The operator gets no further, so the rest is put back from here, one after the other.',
};

/** Deleted with one of them left, a definition would wait for it without end. */
async function policiesMustBeGone({connection}: Task): Promise<void> {
  const reader = new Reader(connection);
  const {policies} = await readPolicies(reader, {namespace: undefined}, await servedGroups(reader));
  if (policies.length === 0) return;
  const held = policies.map(({kind, key, finalizers}) => `${kind} ${key} (${finalizers.join(', ') || 'no finalizer'})`);
  throw new UserError(
    plain(`These policies were deleted and are still there, so nothing more was removed: ${held.join('; ')}.`),
  );
}

async function removeAll({operator, acting, definitions, rights, namespace}: Installation, task: Task): Promise<void> {
  const {connection, tell} = task;
  await remove(connection, operator, tell);
  const {converted, remembered} = await markedNow(connection);
  const kept = keptFor(converted, acting);
  await forget(connection, remembered, tell);
  await remove(
    connection,
    acting.filter(each => !kept.includes(each)),
    tell,
  );
  await remove(connection, definitions, tell);
  const [left] = await leftAfter(connection, definitions, DEFINITIONS_TAKE);
  if (left !== undefined) {
    throw new UserError(
      `${left.at.name} is being deleted and still there; the roles and the namespace were not touched.`,
    );
  }
  await remove(connection, rights, tell);
  await remove(connection, namespace, tell);
  await leftAfter(connection, namespace, NAMESPACE_TAKES);
}
