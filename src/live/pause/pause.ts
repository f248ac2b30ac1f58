import {OPERATOR_NAMESPACE} from '../../api/constants.ts';
import {policyTitle, type PolicyName} from '../../cli/args/policy-name.ts';
import {valueOf, type Given} from '../../cli/args/read-args.ts';
import {ExitCode, highest} from '../../cli/exit-code.ts';
import type {Io} from '../../cli/io.ts';
import {plain} from '../../cli/output/plain.ts';
import {connected, type Connection} from '../connection.ts';
import {markPath, noteOf, setMark} from './mark.ts';
import {absentPolicy, policiesNamed} from './targets.ts';
import {withdrawAll, withdrawOne, type Withdrawal} from './withdraw.ts';

/** `outrigger pause`: nothing new happens, under some policies or at all, until `outrigger resume`. */
export async function pause(given: Given, io: Io): Promise<ExitCode> {
  return connected(given, io, async connection => {
    const policies = policiesNamed(given, connection);
    const note = await noteOf(connection, valueOf(given, 'reason'));
    if (policies.length === 0) return pauseEverything(note, connection, io);
    const codes: ExitCode[] = [];
    for (const policy of policies) codes.push(await pauseOne(policy, note, {connection, io}));
    return highest(codes);
  });
}

async function pauseOne(
  policy: PolicyName,
  note: string,
  {connection, io}: {readonly connection: Connection; readonly io: Io},
): Promise<ExitCode> {
  const {rest} = connection;
  const marked = await setMark(rest, markPath(policy), note);
  if (marked.type === 'Absent') return tellError(await absentPolicy(rest, policy), io);
  io.stdout.write(
    `${plain(policyTitle(policy))}: paused. What is converted stays, nothing starts until outrigger resume.\n`,
  );
  const withdrawal = await withdrawOne(connection, policy);
  const others = ' Other policies in these convert no pods either, until the operator is back.';
  return tell(withdrawal, io, others);
}

async function pauseEverything(note: string, connection: Connection, io: Io): Promise<ExitCode> {
  const marked = await setMark(connection.rest, markPath(undefined), note);
  if (marked.type === 'Marked') {
    io.stdout.write('Everything is paused. What is converted stays, nothing starts until outrigger resume.\n');
  }
  const code = tell(await withdrawAll(connection), io, '');
  return marked.type === 'Marked' ? code : tellError(NO_PLACE, io);
}

const NO_PLACE = `There is no namespace ${OPERATOR_NAMESPACE}, where a pause of everything is kept: an operator that runs elsewhere goes on. Pause its policies by name: outrigger pause -n NAMESPACE NAME.`;

function tell(withdrawal: Withdrawal, io: Io, others: string): ExitCode {
  switch (withdrawal.type) {
    case 'Withdrawn': {
      const {deleted} = withdrawal;
      if (deleted.length > 0) {
        io.stdout.write(`${plain(`Bindings of pod policies that were deleted: ${deleted.join(', ')}.${others}`)}\n`);
      }
      return ExitCode.Fine;
    }
    case 'Refused':
      return tellError(
        `Pods are converted until the operator has withdrawn its pod policies; this user may not: ${withdrawal.message}`,
        io,
      );
    case 'MadeAgain':
      return tellError(
        `Pods are still converted: ${withdrawal.names.join(', ')} is made again by an operator that does not see the pause. Stop it, and say it again.`,
        io,
      );
  }
}

function tellError(sentence: string, {stderr}: Io): ExitCode {
  stderr.write(`${plain(sentence)}\n`);
  return ExitCode.Error;
}
