import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {builtModule} from '../../test/cluster/programs/build-module.ts';
import {goModules} from '../../test/cluster/programs/modules.ts';
import type {Bench} from '../bench.ts';
import type {BenchCluster} from '../cluster/bench-cluster.ts';
import {processFacts, type ProcessFacts} from './process-facts.ts';

/** How it calls itself in the API server's audit log. */
export const MINIMAL = 'minimal-controller';

export interface MinimalController {
  /** ms since the epoch, with fractions. */
  readonly startedAt: number;
  /** Throws when it has ended. */
  readonly alive: () => void;
  readonly facts: () => ProcessFacts;
}

export interface Task {
  readonly namespace: string;
  /** JSON Patch in which DEPLOYMENT stands for the name. */
  readonly patch: string;
}

/** Answers the program; built once on a machine, which takes Go and a way to its modules. */
export async function buildMinimalController(bench: Bench): Promise<string> {
  return join(await builtModule(goModules.minimalController, bench), MINIMAL);
}

/** Runs `measure` while the Go controller of test/cluster/modules converts; ends it whatever happens. */
export async function duringMinimalController<T>(
  bench: Bench,
  {cluster, kubeconfig}: BenchCluster,
  {namespace, patch}: Task,
  measure: (controller: MinimalController) => Promise<T>,
): Promise<T> {
  const program = await buildMinimalController(bench);
  const file = join(cluster.directory, 'minimal-controller.json');
  writeFileSync(file, patch);
  const log: string[] = [];
  const startedAt = performance.timeOrigin + performance.now();
  const child = spawn(program, [namespace, file], {
    env: {...process.env, KUBECONFIG: kubeconfig},
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text));
  const reap = (): void => void child.kill('SIGKILL');
  process.once('exit', reap);
  const ended = once(child, 'close');
  const alive = (): void => {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the Go controller has ended: ${log.join('')}`);
  };
  try {
    return await measure({startedAt, alive, facts: () => processFacts(child.pid ?? 0)});
  } finally {
    reap();
    await ended;
    process.off('exit', reap);
  }
}
