import type {Given} from '../cli/args/read-args.ts';
import {gather, type FoundWorkload} from '../cli/input/gather.ts';
import type {Io} from '../cli/io.ts';
import {judge} from '../cli/verdict/judge.ts';
import type {ClusterPlace, Live} from '../cli/verdict/live.ts';
import {serverFrom, type Looked} from '../cli/verdict/look.ts';
import type {ServerVersion} from '../domain/facts.ts';
import {numberAt} from '../domain/json.ts';
import type {Policy} from '../domain/policy.ts';
import {parseServerVersion} from '../domain/server-version.ts';
import {connected, type Connection} from './connection.ts';
import {hangingPods} from './hanging.ts';
import {readMesh} from './read/mesh.ts';
import {readPolicies, type ReadPolicies} from './read/policies.ts';
import {Reader} from './read/reader.ts';
import {readScripts, withScripts, type Scripts} from './read/scripts.ts';
import {servedGroups, type Served} from './read/served.ts';
import {readSurroundings, type Surroundings} from './read/surroundings.ts';
import {foundAs, readWorkloads, type ReadJobs} from './read/workloads.ts';
import {scopeFrom, type Scope} from './scope.ts';
import type {Link} from './why/owner-chain.ts';

/** `Looked`, and what is there for a cluster always. */
export type LookedLive = Looked & {readonly live: Live};

export interface LookContext {
  readonly given: Given;
  readonly io: Io;
  readonly connection: Connection;
  readonly reader: Reader;
}

/**
 * Looks at a cluster and decides about all that runs there, as the options say.
 * @throws UserError where there is none to look at
 */
export async function lookLive(given: Given, io: Io): Promise<LookedLive> {
  return connected(given, io, async connection => {
    const context = {given, io, connection, reader: new Reader(connection)};
    const scope = scopeFrom(given, connection);
    const served = await servedGroups(context.reader);
    const [around, {workloads, jobs}, mesh] = await Promise.all([
      readAround(context, scope, served),
      readWorkloads(context.reader, scope, whereOf(connection)),
      readMesh(context.reader, served),
    ]);
    const scripts = await readScripts(context.reader, workloads);
    return judged(context, {...around, workloads, jobs, mesh, scripts});
  });
}

/** Decides about one workload; of Jobs and CronJobs it is known as well which of their pods hang. */
export async function lookAtOne({kind, key, object}: Link, context: LookContext): Promise<LookedLive> {
  const {reader, connection} = context;
  const [, namespace = ''] = key.split('/');
  const scope = {namespace};
  const served = await servedGroups(reader);
  const hasJobs = kind === 'CronJob' || kind === 'Job';
  const [around, jobs] = await Promise.all([
    readAround(context, scope, served),
    hasJobs ? readWorkloads(reader, scope, '').then(read => read.jobs) : undefined,
  ]);
  const workloads = [foundAs(kind, object, whereOf(connection))];
  const scripts = await readScripts(reader, workloads);
  const looked = judged(context, {...around, workloads, jobs, mesh: [], scripts});
  const hanging = looked.live.hanging?.filter(({workload}) => workload === key);
  return {...looked, live: {...looked.live, ...(hanging === undefined ? {} : {hanging})}};
}

interface Around {
  readonly scope: Scope;
  readonly server: ServerVersion | undefined;
  readonly inCluster: ReadPolicies;
  readonly surroundings: Surroundings;
  /** What `--policy` names. */
  readonly files: Awaited<ReturnType<typeof gather>>;
}

async function readAround({given, io, connection, reader}: LookContext, scope: Scope, served: Served): Promise<Around> {
  const server = parseServerVersion(await reader.ask('/version'));
  const wanted = {paths: [], policyFiles: given.options.get('policy') ?? [], namespace: connection.namespace};
  const [inCluster, surroundings, files] = await Promise.all([
    readPolicies(reader, scope, served),
    readSurroundings(reader, scope, {served, server: serverFrom(given) ?? server}),
    gather(wanted, io),
  ]);
  return {scope, server, inCluster, surroundings, files};
}

interface Found extends Around {
  readonly workloads: readonly FoundWorkload[];
  readonly jobs: ReadJobs | undefined;
  readonly mesh: Live['mesh'];
  readonly scripts: Scripts;
}

function judged({connection, reader}: LookContext, found: Found): LookedLive {
  const {scope, server, inCluster, surroundings, files, workloads, jobs, mesh, scripts} = found;
  const policies = asApplied(inCluster.policies, files.policies);
  const now = connection.clock.now();
  const live: Live = {
    place: placeOf(connection, scope, server),
    policies: files.policies.length > 0 ? {type: 'Some', count: policies.length} : inCluster.found,
    unreadable: reader.unreadable,
    ...(jobs === undefined ? {} : {hanging: hangingPods(jobs, {policies, surroundings, now})}),
    now,
    rolling: inCluster.policies.reduce((sum, {status}) => sum + (numberAt(status, 'workloads', 'rolling') ?? 0), 0),
    mesh,
  };
  const gathered = {workloads, policies, objects: [], problems: files.problems, files: []};
  return {gathered, verdicts: judge(gathered, withScripts(surroundings.factsOf, scripts)), live};
}

/** What stands for a file. */
function whereOf({context}: Connection): string {
  return `context ${context}`;
}

export function placeOf(
  {context, server: url}: Pick<Connection, 'context' | 'server'>,
  {namespace}: Scope,
  server: ServerVersion | undefined,
): ClusterPlace {
  return {
    context,
    server: url,
    ...(server === undefined ? {} : {version: `${server.major}.${server.minor}`}),
    ...(namespace === undefined ? {} : {namespace}),
  };
}

/** The policies of the files as if they had been applied to those of the cluster. */
function asApplied(inCluster: readonly Policy[], files: readonly Policy[]): readonly Policy[] {
  const isReplaced = (policy: Policy): boolean =>
    files.some(({kind, key}) => kind === policy.kind && key === policy.key);
  return [...inCluster.filter(policy => !isReplaced(policy)), ...files];
}
