import {OPERATOR_NAMESPACE} from '../../api/constants.ts';
import {policyTitle, type PolicyName} from '../../cli/args/policy-name.ts';
import type {Given} from '../../cli/args/read-args.ts';
import {ExitCode, highest} from '../../cli/exit-code.ts';
import type {Io} from '../../cli/io.ts';
import {plain} from '../../cli/output/plain.ts';
import {connected, type Connection} from '../connection.ts';
import {readPolicies} from '../read/policies.ts';
import {Reader} from '../read/reader.ts';
import {markPath, readMark, setMark} from './mark.ts';
import {absentPolicy, policiesNamed} from './targets.ts';

/** `outrigger resume`: takes back what `outrigger pause` of the same words has done. */
export async function resume(given: Given, io: Io): Promise<ExitCode> {
  return connected(given, io, async connection => {
    const policies = policiesNamed(given, connection);
    if (policies.length === 0) return resumeEverything(connection, io);
    const codes: ExitCode[] = [];
    for (const policy of policies) codes.push(await resumeOne(policy, connection, io));
    const everything = await readMark(connection.rest, markPath(undefined));
    if (everything.type === 'Paused') io.stdout.write('Everything is paused as well: outrigger resume ends that.\n');
    return highest(codes);
  });
}

async function resumeOne(policy: PolicyName, {rest}: Connection, io: Io): Promise<ExitCode> {
  const path = markPath(policy);
  const {type} = await readMark(rest, path);
  if (type === 'Absent') {
    io.stderr.write(`${await absentPolicy(rest, policy)}\n`);
    return ExitCode.Error;
  }
  if (type === 'Paused') await setMark(rest, path, null);
  io.stdout.write(`${plain(policyTitle(policy))}: ${type === 'Paused' ? 'goes on' : 'was not paused'}.\n`);
  return ExitCode.Fine;
}

async function resumeEverything(connection: Connection, io: Io): Promise<ExitCode> {
  const {rest} = connection;
  const path = markPath(undefined);
  const {type} = await readMark(rest, path);
  if (type === 'Absent') {
    io.stderr.write(`There is no namespace ${OPERATOR_NAMESPACE}, so nobody has paused everything.\n`);
    return ExitCode.Error;
  }
  if (type === 'Paused') await setMark(rest, path, null);
  io.stdout.write(type === 'Paused' ? 'Outrigger goes on.\n' : 'Everything as a whole was not paused.\n');
  const {policies} = await readPolicies(new Reader(connection), {namespace: undefined}, undefined);
  const left = policies.filter(({paused}) => paused !== undefined);
  if (left.length > 0) {
    const names = left.map(({kind, key}) => `${kind} ${key}`).join(', ');
    io.stdout.write(`${plain(`Paused by name, and still so: ${names}.`)}\n`);
  }
  return ExitCode.Fine;
}
