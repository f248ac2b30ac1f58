import {operationsFor} from '../admission/webhook/operations-for.ts';
import type {AdmissionRequest} from '../admission/webhook/review.ts';
import type {WebhookWorld} from '../admission/webhook/world.ts';
import {sleep, type Clock} from '../runtime/clock.ts';
import type {Log} from '../runtime/log.ts';
import type {LogDamper} from '../runtime/log-damper.ts';
import type {Server} from '../runtime/manager.ts';
import type {Metrics} from '../telemetry/metrics.ts';
import {CertificateWatch} from './certificate/certificate-watch.ts';
import type {KeyPair} from './certificate/key-pair.ts';
import {WebhookServer, type AnswerKind} from './server/webhook-server.ts';

export interface WebhookPartOptions {
  readonly address: string;
  /** Whether there is to be a webhook on this cluster; may ask the API server, and take until that answers. */
  readonly isWanted: (signal: AbortSignal) => Promise<boolean>;
  readonly certificate: {readonly source: string; readonly read: () => Promise<KeyPair | undefined>};
  readonly world: WebhookWorld;
  /** Resolves when the world is complete. */
  readonly synced: () => Promise<void>;
  /** Learns what nobody tells a replica that waits for its turn: the server's version, and nodes. */
  readonly inform: () => Promise<void>;
  readonly metrics: Metrics['admission'];
  /** Hears that another certificate is served from now on. */
  readonly served: () => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly damper: LogDamper;
}

const INFORMED_EVERY = 60_000;

/** The webhook of this process, leader or not: it is served as soon as there is a certificate and the cluster is known. */
export class WebhookPart implements Server {
  readonly #options: WebhookPartOptions;
  readonly #abort = new AbortController();
  readonly #server: WebhookServer;
  readonly #certificate: CertificateWatch;
  #isWanted = false;
  #isSynced = false;
  #isListening = false;

  constructor(options: WebhookPartOptions) {
    this.#options = options;
    const {clock, log, damper, address, certificate} = options;
    this.#server = new WebhookServer({
      address,
      clock,
      log,
      damper,
      isReady: () => this.#isSynced,
      decide: request => this.#decide(request),
      answered: (kind, seconds) => this.#count(kind, seconds),
    });
    this.#certificate = new CertificateWatch({...certificate, clock, log, use: async pair => this.#use(pair)});
  }

  get isWanted(): boolean {
    return this.#isWanted;
  }

  get isServing(): boolean {
    return this.#isListening && this.#isSynced;
  }

  /** There may be another certificate. */
  async refresh(): Promise<void> {
    await this.#certificate.look();
  }

  /** Does not wait: what is missing may come much later. */
  async start(): Promise<void> {
    void this.#begin();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    this.#certificate.stop();
    await this.#server.stop();
  }

  async #begin(): Promise<void> {
    const {isWanted, synced} = this.#options;
    const {signal} = this.#abort;
    if (!(await isWanted(signal)) || signal.aborted) return;
    this.#isWanted = true;
    void this.#certificate.start();
    await synced();
    await this.#keepInformed();
  }

  async #keepInformed(): Promise<void> {
    const {signal} = this.#abort;
    while (!signal.aborted) {
      await this.#options.inform();
      this.#isSynced = true;
      await sleep(this.#options.clock, INFORMED_EVERY, signal);
    }
  }

  async #use(pair: KeyPair): Promise<void> {
    this.#server.use(pair);
    await this.#listen();
    this.#options.served();
  }

  async #listen(): Promise<void> {
    if (this.#isListening || this.#abort.signal.aborted) return;
    await this.#server.start();
    this.#isListening = true;
    this.#options.log.info('serving the admission webhook', {port: this.#server.port});
  }

  /** What throws is a mistake of ours: the pod is better left as it is than refused. */
  #decide(request: AdmissionRequest): ReturnType<typeof operationsFor> {
    const {world, metrics, log, damper} = this.#options;
    try {
      const operations = operationsFor(request, world);
      metrics.answered(operations.length > 0 ? 'changed' : 'unchanged');
      return operations;
    } catch (error) {
      metrics.answered('failed');
      const {namespace, subject} = request;
      if (damper.admit('webhook') !== undefined) {
        log.error('an object is left as it is', {about: subject.type, namespace, error});
      }
      return [];
    }
  }

  #count(kind: AnswerKind, seconds: number): void {
    const {metrics} = this.#options;
    if (kind === 'Review') metrics.took(seconds);
    else metrics.answered(kind === 'Failed' ? 'failed' : 'refused');
  }
}
