import {atWork, type AtWork} from '../../support/at-work.ts';
import {heapOf} from '../../support/heap.ts';
import {metricsPage} from '../../support/metrics-page.ts';
import type {Scene} from './scene.ts';

/** What the operator holds when it has nothing to do. */
export interface Footprint extends AtWork {
  /** Bytes, after a garbage collection. */
  readonly heap: number;
  readonly sockets: number;
}

export async function footprintOf({operator}: Pick<Scene, 'operator'>): Promise<Footprint> {
  const page = await metricsPage(operator);
  return {
    heap: await heapOf(operator),
    sockets: page.get('nodejs_active_resources{type="TCPSocketWrap"}') ?? 0,
    ...atWork(page),
  };
}

/**
 * How much more of each is no sign of a leak: code that only a fault calls (run from sources, 2.3 MB were seen after an
 * outage of two minutes), a lease that is being renewed, a pause.
 */
export const SLACK: Footprint = {heap: 3_500_000, timers: 3, sockets: 2, waiting: 0};

/** What of a footprint is more than in the reference; empty: it is back to where it was. */
export function excess(footprint: Footprint, reference: Footprint): readonly string[] {
  const keys = Object.keys(SLACK) as (keyof Footprint)[];
  return keys
    .filter(key => footprint[key] > reference[key] + SLACK[key])
    .map(key => `${key}: ${footprint[key]} instead of ${reference[key]}`);
}
