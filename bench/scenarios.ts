import type {Bench} from './bench.ts';
import type {Section} from './report/section.ts';
import {curve} from './scenarios/curve.ts';
import {finalize} from './scenarios/finalize.ts';
import {latency} from './scenarios/latency.ts';
import {scan} from './scenarios/scan.ts';
import {shared} from './scenarios/shared.ts';
import {start} from './scenarios/start.ts';
import {steady} from './scenarios/steady.ts';
import {webhook} from './scenarios/webhook.ts';
import {world} from './scenarios/world.ts';

export type Scenario = (bench: Bench) => Promise<Omit<Section, 'name'>>;

/** Everything that `make bench` can measure, in the order in which it does. */
export const SCENARIOS = {start, shared, curve, world, steady, latency, finalize, webhook, scan} satisfies Record<
  string,
  Scenario
>;
