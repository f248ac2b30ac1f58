import {spawn, type ChildProcessByStdio} from 'node:child_process';
import {once} from 'node:events';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import type {Readable, Writable} from 'node:stream';
import {text} from 'node:stream/consumers';
import type {Place} from '../process/place.ts';
import {connectNamespace, disconnectNamespace, type Network} from './network.ts';

export interface NamespacePlace extends Place {
  readonly kind: 'namespace';
  readonly network: Network;
}

type FirstProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * A place for a node: process, mount and network namespaces of its own. They end with their first process, and that one
 * ends with this process here, even if it is killed. The addresses are for the node alone; this machine has no route to them.
 */
export async function namespacePlace(directory: string, addresses: readonly string[]): Promise<NamespacePlace> {
  await mkdir(join(directory, 'node'));
  const first = startFirstProcess(directory, addresses);
  try {
    const pid = await outsideProcessId(first);
    return makePlace(directory, first, pid, await connectNamespace(pid));
  } catch (error) {
    await end(first);
    throw error;
  }
}

const script = join(import.meta.dirname, 'namespace-init.sh');
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function makePlace(directory: string, first: FirstProcess, pid: string, network: Network): NamespacePlace {
  const flags = [`--target=${pid}`, '--pid', '--mount', '--net'];
  const inDirectory = ['sh', '-c', 'cd "$0" && exec "$@"', directory];
  return {
    kind: 'namespace',
    address: network.nodeAddress,
    // The port that pods find in their environment; so the service's address needs no translation.
    port: 443,
    network,
    env: {HOME: directory, PATH: systemPath},
    enter: command => ['nsenter', ...flags, '--', ...inDirectory, ...command],
    close: async () => {
      await end(first);
      await disconnectNamespace(network);
    },
  };
}

function startFirstProcess(directory: string, addresses: readonly string[]): FirstProcess {
  const flags = ['--pid', '--fork', '--kill-child', '--mount', '--net'];
  const env = {PATH: systemPath};
  return spawn('unshare', [...flags, 'sh', script, directory, ...addresses], {env, detached: true});
}

async function outsideProcessId({stdout, stderr}: FirstProcess): Promise<string> {
  const complaint = text(stderr);
  for await (const chunk of stdout) return String(chunk).trim();
  throw new Error(`The namespaces of the node could not be prepared: ${(await complaint).trim()}`);
}

/** The first process of the namespaces waits for the end of its input; the kernel ends all others with it. */
async function end(first: FirstProcess): Promise<void> {
  if (first.exitCode !== null || first.signalCode !== null) return;
  const exit = once(first, 'exit');
  first.stdin.end();
  await exit;
}
