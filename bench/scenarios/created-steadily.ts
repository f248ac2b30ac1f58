import {setTimeout as pause} from 'node:timers/promises';
import {scaled, type Bench} from '../bench.ts';
import type {BenchCluster} from '../cluster/bench-cluster.ts';
import {untilConverted, type Wanted} from '../cluster/conversions.ts';

export const A_SECOND = 50;
const SECONDS = 30;

export interface SteadyCreation {
  /** Creates the Deployment and whatever else is to happen to it. */
  readonly create: (name: string) => Promise<unknown>;
  readonly converter: Pick<Wanted, 'userAgent' | 'alive'>;
}

/**
 * Creates so many a second, whether or not those before are through. Answers how long each took from the moment at which it
 * was to be created until it was converted, ms.
 */
export async function createdSteadily(
  bench: Bench,
  {audit}: BenchCluster,
  {create, converter}: SteadyCreation,
): Promise<readonly number[]> {
  audit.read();
  const created = await createAll(bench, create);
  const {at} = await untilConverted(bench, audit, {...converter, workloads: created.size});
  return [...at].map(([key, [converted = Number.NaN]]) => {
    const name = key.slice(key.lastIndexOf('/') + 1);
    return converted - (created.get(name) ?? Number.NaN);
  });
}

/** When each was sent, by name; ms since the epoch. */
type Created = ReadonlyMap<string, number>;

async function createAll(bench: Bench, create: SteadyCreation['create']): Promise<Created> {
  const count = scaled(bench, A_SECOND * SECONDS);
  bench.progress(`creating ${count} Deployments, ${A_SECOND} a second`);
  const created = new Map<string, number>();
  const began = performance.now();
  const underWay: Promise<unknown>[] = [];
  for (let index = 0; index < count; index++) {
    const wait = began + (index * 1000) / A_SECOND - performance.now();
    if (wait > 0) await pause(wait, undefined, {signal: bench.signal});
    const name = `new-${index}`;
    created.set(name, performance.timeOrigin + performance.now());
    const creation = create(name);
    // Its failure is thrown once all are awaited.
    creation.catch(() => undefined);
    underWay.push(creation);
  }
  await Promise.all(underWay);
  return created;
}
