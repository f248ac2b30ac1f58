import {GROUP} from '../../api/constants.ts';
import {noSubject, subjectFrom} from '../../cli/args/subject.ts';
import {valueOf, type Given} from '../../cli/args/read-args.ts';
import {ExitCode, highest} from '../../cli/exit-code.ts';
import type {FoundWorkload} from '../../cli/input/gather.ts';
import type {Io} from '../../cli/io.ts';
import {plain} from '../../cli/output/plain.ts';
import {screenOf} from '../../cli/output/screen.ts';
import {writeUnreadable} from '../../cli/output/write-unreadable.ts';
import {isWhole} from '../../cli/verdict/live.ts';
import {heldBack} from '../../domain/pause.ts';
import type {Policy} from '../../domain/policy.ts';
import {isTemplateKind, TEMPLATE_KINDS} from '../../domain/template-kinds.ts';
import {workloadKey} from '../../domain/workload.ts';
import {UserError} from '../../runtime/errors.ts';
import {connected, type Connection} from '../connection.ts';
import {readPause} from '../read/pause.ts';
import {readPolicies} from '../read/policies.ts';
import {Reader} from '../read/reader.ts';
import {servedGroups} from '../read/served.ts';
import {readSurroundings} from '../read/surroundings.ts';
import {listFound} from '../read/workloads.ts';
import {scopeFrom, type Scope} from '../scope.ts';
import {ask} from './ask.ts';
import {candidateOf, type Candidate} from './candidate.ts';
import {putBack} from './put-back.ts';
import {candidatesText, outcomeText} from './revert-text.ts';

/** `outrigger revert --live`: workloads of a cluster as they were before Outrigger, after a question. */
export async function revertLive(given: Given, io: Io): Promise<ExitCode> {
  if (given.options.has('policy')) {
    throw new UserError('--policy is about files: what is put back in a cluster is what its record says.');
  }
  return connected(given, io, async connection => {
    const reader = new Reader(connection);
    const candidates = await candidatesIn(reader, given, connection);
    io.stdout.write(candidatesText(candidates, screenOf(io).width));
    writeUnreadable(reader, io);
    const left = candidates.filter(({type}) => type === 'Governed');
    return highest([
      isWhole(reader) ? ExitCode.Fine : ExitCode.Error,
      left.length > 0 ? ExitCode.Blocked : ExitCode.Fine,
      await proceed(candidates, {given, io, connection}),
    ]);
  });
}

interface Context {
  readonly given: Given;
  readonly io: Io;
  readonly connection: Connection;
}

async function candidatesIn(reader: Reader, given: Given, connection: Connection): Promise<readonly Candidate[]> {
  const wanted = given.words.map(word => keyOf(word, valueOf(given, 'namespace') ?? connection.namespace));
  const scope = scopeOf(wanted, given, connection);
  const served = await servedGroups(reader);
  const [{policies}, paused, surroundings, ...workloads] = await Promise.all([
    readPolicies(reader, scope, served),
    // Of its own: without it, nothing is put back that could be.
    readPause(new Reader(connection)),
    readSurroundings(reader, scope, {served, server: undefined}),
    ...TEMPLATE_KINDS.map(async kind => listFound(reader, kind, {...scope, where: ''})),
  ]);
  mustBeKnown(reader, policies);
  const chosen = chosenFrom(workloads.flat(), wanted, connection);
  const held = policies.map(policy => heldBack(policy, paused));
  return chosen.flatMap(({workload}) => candidateOf(workload, held, surroundings.factsOf) ?? []);
}

/** Else it would be put back, and converted again. */
function mustBeKnown({unreadable}: Reader, policies: readonly Policy[]): void {
  const isNeeded = (resource: string): boolean =>
    resource.endsWith(`.${GROUP}`) ||
    (resource === 'namespaces' && policies.some(({kind}) => kind === 'ClusterSidecarPolicy'));
  const missing = unreadable.filter(({resource}) => isNeeded(resource)).map(({resource}) => resource);
  if (missing.length === 0) return;
  throw new UserError(
    `This user may not read ${missing.join(', ')}, so it is not known which policy would convert again what is put back.`,
  );
}

function keyOf(word: string, namespace: string): string {
  const key = subjectFrom(word, namespace);
  if (key === undefined) throw new UserError(plain(noSubject(word)));
  const [kind = ''] = key.split('/');
  if (!isTemplateKind(kind)) {
    throw new UserError(`A ${kind} is never converted where it is stored: ${TEMPLATE_KINDS.join(', ')} are.`);
  }
  return key;
}

/** What is named may be in several namespaces. */
function scopeOf(wanted: readonly string[], given: Given, connection: Connection): Scope {
  const namespaces = [...new Set(wanted.map(key => key.split('/')[1]))];
  if (namespaces.length === 0) return scopeFrom(given, connection);
  return {namespace: namespaces.length === 1 ? namespaces[0] : undefined};
}

function chosenFrom(
  all: readonly FoundWorkload[],
  wanted: readonly string[],
  {context}: Connection,
): readonly FoundWorkload[] {
  if (wanted.length === 0) return all;
  const byKey = new Map(all.map(found => [workloadKey(found.workload), found]));
  return wanted.map(key => {
    const found = byKey.get(key);
    if (found === undefined) throw new UserError(`There is no ${plain(key)} in context ${context}.`);
    return found;
  });
}

async function proceed(candidates: readonly Candidate[], {given, io, connection}: Context): Promise<ExitCode> {
  const ready = candidates.flatMap(each => (each.type === 'Revert' ? [each] : []));
  if (ready.length === 0) return ExitCode.Fine;
  const agreed = given.options.has('yes') || (await ask('Put them back?', io));
  if (agreed !== true) {
    io.stderr.write(agreed === undefined ? 'Nothing was changed: --yes does it.\n' : 'Nothing was changed.\n');
    return ExitCode.Changes;
  }
  const codes: ExitCode[] = [];
  for (const candidate of ready) {
    const outcome = await putBack(connection.rest, candidate);
    (outcome.type === 'Refused' ? io.stderr : io.stdout).write(outcomeText(candidate.key, outcome));
    codes.push(outcome.type === 'Refused' ? ExitCode.Error : ExitCode.Fine);
  }
  return highest(codes);
}
