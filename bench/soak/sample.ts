import {readdirSync, readlinkSync} from 'node:fs';
import {atWork, type AtWork} from '../../test/support/at-work.ts';
import {heapOf} from '../../test/support/heap.ts';
import {metricsPage} from '../../test/support/metrics-page.ts';
import type {Operator} from '../../test/support/operator.ts';
import {processFacts} from '../operator/process-facts.ts';

/** What the operator holds at a moment. */
export interface Sample extends AtWork {
  /** Since the churn began. */
  readonly minutes: number;
  /** MB after a garbage collection, and of the process. */
  readonly heap: number;
  readonly rss: number;
  readonly sockets: number;
}

/** The heap's part takes a forced garbage collection. The connection that asks for it is not counted. */
export async function sample(operator: Operator, minutes: number): Promise<Sample> {
  const page = await metricsPage(operator);
  const pid = operator.pid ?? 0;
  const sockets = socketsOf(pid);
  return {
    minutes,
    heap: (await heapOf(operator)) / 1e6,
    rss: processFacts(pid).rss,
    sockets,
    ...atWork(page),
  };
}

function socketsOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter(name => isSocket(`${folder}/${name}`)).length;
}

/** One may be closed while we look. */
function isSocket(path: string): boolean {
  try {
    return readlinkSync(path).startsWith('socket:');
  } catch {
    return false;
  }
}
