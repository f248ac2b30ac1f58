import {setTimeout as pause} from 'node:timers/promises';
import type {Cluster} from '../../test/cluster/cluster.ts';
import {parseServerVersion} from '../../src/domain/server-version.ts';
import {loadSession} from '../../src/kube/load-session.ts';
import {Rest} from '../../src/kube/rest.ts';
import {asError} from '../../src/runtime/errors.ts';
import {changedRows, stateOfRow, wholeRow} from '../survey/changed-rows.ts';
import {ClusterWatch} from '../survey/cluster-watch.ts';
import type {Row} from '../survey/row.ts';
import {Survey} from '../survey/survey.ts';
import {printRow, transition} from './print-row.ts';
import type {Stage} from './stage.ts';

/** Changes come in bursts, in milliseconds. */
const BURST = 100;
/** Some things change with time alone. */
const EVERY = 1000;

/** Keeps the table as the cluster is. */
export class Watching {
  readonly #stage: Stage;
  readonly #watch: ClusterWatch;
  readonly #survey: Survey;
  #pending: NodeJS.Timeout | undefined;
  readonly #failure = Promise.withResolvers<never>();

  private constructor(stage: Stage, rest: Rest, survey: Survey) {
    this.#stage = stage;
    this.#survey = survey;
    this.#watch = new ClusterWatch(rest, () => this.#lookSoon());
    // It may fail before anybody asks.
    this.#failure.promise.catch(() => undefined);
  }

  /** Goes on until the demo is over. */
  static async begin(cluster: Cluster, stage: Stage): Promise<Watching> {
    const session = loadSession({kubeconfig: cluster.kubeconfig}, {userAgent: 'outrigger-demo'});
    const rest = new Rest(session);
    const server = parseServerVersion(await rest.get('/version'));
    const watching = new Watching(stage, rest, new Survey(server));
    const ticker = setInterval(() => watching.#look(), EVERY);
    stage.over.addEventListener('abort', () => {
      clearInterval(ticker);
      clearTimeout(watching.#pending);
      void session.close();
    });
    await watching.#watch.start(stage.over);
    return watching;
  }

  /** Rejects when there is something wrong with the table. */
  async untilItFails(): Promise<never> {
    return this.#failure.promise;
  }

  /** Resolves when the rows are as wished, or the seconds are over. */
  async until(wish: (rows: readonly Row[]) => boolean, {seconds}: {readonly seconds: number}): Promise<void> {
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end && !wish(this.#stage.board.rows)) await this.pause(BURST);
  }

  /** Ends early, with an error, when somebody asks to stop, or it is over. */
  async pause(milliseconds: number): Promise<void> {
    const {signal, over} = this.#stage;
    await pause(milliseconds, undefined, {signal: AbortSignal.any([signal, over])});
  }

  #lookSoon(): void {
    this.#pending ??= setTimeout(() => this.#look(), BURST);
  }

  #look(): void {
    clearTimeout(this.#pending);
    this.#pending = undefined;
    try {
      this.#show();
    } catch (error) {
      this.#failure.reject(asError(error));
    }
  }

  #show(): void {
    const {board, display} = this.#stage;
    const rows = this.#survey.look(this.#watch);
    const before = board.rows;
    board.rows = rows;
    if (display.kind === 'Plain') {
      for (const row of changedRows(before, rows, wholeRow)) display.print(printRow(row));
      return;
    }
    // The table shows what is; this, what could be missed in it.
    for (const row of changedRows(before, rows, stateOfRow)) if (row.state !== '') display.print(transition(row));
    board.draw();
  }
}
