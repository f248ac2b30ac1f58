import {objectAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {assemble} from '../../../src/controllers/assemble.ts';
import {loadSession} from '../../../src/kube/load-session.ts';
import {Rest, type WriteOptions} from '../../../src/kube/rest.ts';
import type {Session} from '../../../src/kube/session.ts';
import {systemClock} from '../../../src/runtime/clock.ts';
import {LogDamper} from '../../../src/runtime/log-damper.ts';
import {Manager} from '../../../src/runtime/manager.ts';
import {Metrics} from '../../../src/telemetry/metrics.ts';
import {MemoryLog} from '../../support/memory-log.ts';

export interface TappedOptions {
  readonly kubeconfig: string;
  /** The only namespace that it looks at. */
  readonly namespace: string;
  readonly finalizeRate?: number;
  readonly dryRun?: boolean;
}

/** One finalizing write as it left the operator. */
export interface FinalizingWrite {
  readonly pod: string;
  readonly phase: string | undefined;
  /** On the monotonic clock, ms. */
  readonly at: number;
}

/** The whole operator in this process, so that a test can see its finalizing writes, and come in between. */
export class TappedOperator {
  readonly log = new MemoryLog();
  readonly metrics = new Metrics();
  readonly writes: FinalizingWrite[] = [];
  /** Runs before each finalizing write is sent. */
  beforeWrite: (pod: string) => Promise<void> = async () => undefined;
  readonly #session: Session;
  readonly #manager: Manager;

  private constructor({kubeconfig, namespace, finalizeRate = 5, dryRun = false}: TappedOptions) {
    this.#session = loadSession({kubeconfig});
    const {log, metrics} = this;
    const clock = systemClock;
    const settings = {namespace, admission: 'auto', workers: 4, dryRun, finalizeRate} as const;
    const rest = new TappedRest(this.#session, async (path, patch) => this.#tap(path, patch));
    const common = {rest, clock, log, random: Math.random, damper: new LogDamper(clock)};
    const parts = assemble({...common, settings, metrics, instance: 'test'});
    this.#manager = new Manager({...parts, servers: [], clock, log});
  }

  /** Resolves when it works. */
  static async start(options: TappedOptions): Promise<TappedOperator> {
    const operator = new TappedOperator(options);
    await operator.#manager.start();
    return operator;
  }

  async stop(): Promise<void> {
    await this.#manager.stop();
    await this.#session.close();
  }

  /** The value of one series as on the page of metrics. */
  async metric(series: string): Promise<number | undefined> {
    const page = await this.metrics.registry.metrics();
    const line = page.split('\n').find(each => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length + 1));
  }

  async #tap(path: string, patch: JsonObject): Promise<void> {
    const pod = /\/pods\/([^/]+)\/status$/.exec(path)?.[1];
    if (pod === undefined) return;
    this.writes.push({pod, phase: stringAt(objectAt(patch, 'status'), 'phase'), at: performance.now()});
    await this.beforeWrite(pod);
  }
}

class TappedRest extends Rest {
  readonly #tap: (path: string, patch: JsonObject) => Promise<void>;

  constructor(session: Session, tap: (path: string, patch: JsonObject) => Promise<void>) {
    super(session);
    this.#tap = tap;
  }

  override async strategicPatch(path: string, patch: JsonObject, options?: WriteOptions): Promise<JsonObject> {
    await this.#tap(path, patch);
    return super.strategicPatch(path, patch, options);
  }
}
