import {readFileSync} from 'node:fs';
import {run} from '../../test/cluster/process/command.ts';

/** Cores of the machine, as taskset takes them: numbers and ranges, with commas. */
export interface Cores {
  readonly servers: string;
  readonly clients: string;
}

/**
 * The last core for whoever asks an API server, all others for etcd and the API server; undefined where there are less
 * than two. Of Linux.
 */
export function divideCores(allowed = allowedCores()): Cores | undefined {
  const cores = numbersOf(allowed);
  const last = cores.pop();
  return last === undefined || cores.length === 0 ? undefined : {servers: cores.join(','), clients: String(last)};
}

/** Runs `work` with this process and all that it starts meanwhile on these cores only. */
export async function onCores<T>(cores: string, work: () => Promise<T>): Promise<T> {
  const before = allowedCores();
  await pin(cores);
  try {
    return await work();
  } finally {
    await pin(before);
  }
}

async function pin(cores: string): Promise<void> {
  await run(['taskset', '--all-tasks', '--cpu-list', '--pid', cores, String(process.pid)]);
}

function allowedCores(): string {
  return /^Cpus_allowed_list:\s+(?<list>\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.groups?.['list'] ?? '';
}

function numbersOf(list: string): number[] {
  return list.split(',').flatMap(range => {
    const [first = Number.NaN, last = first] = range.split('-').map(Number);
    return Array.from({length: last - first + 1}, (_, index) => first + index);
  });
}
