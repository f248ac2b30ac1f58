import {availableParallelism, cpus, release, totalmem, type as system} from 'node:os';

/** When and on what was measured: the beginning of a sentence. */
export function measuredOn(kubernetes?: string): string {
  return `Measured on ${new Date().toISOString().slice(0, 10)} on ${machine(kubernetes)}`;
}

function machine(kubernetes: string | undefined): string {
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  const processor = cpus()[0]?.model.replaceAll(/\s+/g, ' ') ?? 'unknown processor';
  return [
    `${availableParallelism()} cores (${processor})`,
    `${gibibytes} GiB of memory`,
    `${system()} ${release()}`,
    `Node ${process.versions.node}`,
    ...(kubernetes === undefined ? [] : [`Kubernetes ${kubernetes}`]),
  ].join(', ');
}
