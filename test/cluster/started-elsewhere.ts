import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import type {Cluster} from './cluster.ts';
import {tracesOf, type Traces} from './traces.ts';

/** Starts a cluster in a process of its own, which can then be killed. */
export async function startedElsewhere(node: boolean): Promise<{child: ChildProcess; traces: Traces}> {
  const entry = JSON.stringify(join(import.meta.dirname, 'cluster.ts'));
  const script = `
    const {startCluster} = await import(${entry});
    const {directory, server} = await startCluster({node: ${String(node)}});
    console.log(JSON.stringify({directory, server}));
  `;
  const flags = ['--input-type=module', '--eval', script];
  const child = spawn(process.execPath, flags, {stdio: ['ignore', 'pipe', 'inherit']});
  const [line] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [Buffer | number | null];
  if (!(line instanceof Buffer)) throw new Error('the process ended before its cluster had started');
  return {child, traces: tracesOf(JSON.parse(line.toString()) as Cluster)};
}
