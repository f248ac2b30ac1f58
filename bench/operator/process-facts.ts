import {readFileSync} from 'node:fs';

/** What the kernel says of a process. */
export interface ProcessFacts {
  /** MB (10^6 bytes) that are in memory now, and that were at most. */
  readonly rss: number;
  readonly peak: number;
  /** Seconds of CPU since its start, its own and the kernel's for it. */
  readonly cpu: number;
}

/** Of Linux; CPU times are counted in hundredths of a second on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;

export function processFacts(pid: number): ProcessFacts {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {rss: megabytes(status, 'VmRSS'), peak: megabytes(status, 'VmHWM'), cpu: cpuSeconds(pid)};
}

function megabytes(status: string, field: string): number {
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return (Number(kibibytes) * 1024) / 1e6;
}

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in brackets, may hold spaces; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
