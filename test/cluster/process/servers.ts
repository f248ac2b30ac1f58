import {spawn, type ChildProcess} from 'node:child_process';
import {closeSync, openSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Place} from './place.ts';

interface Running {
  readonly name: string;
  readonly command: readonly string[];
  readonly end: Promise<void>;
}

/** The running servers of one cluster; each writes its log to a file of its own. */
export class Servers {
  readonly #place: Place;
  readonly #directory: string;
  readonly #running = new Map<ChildProcess, Running>();
  /** Those that are to end: nothing is wrong with that. */
  readonly #interrupted = new Set<ChildProcess>();
  readonly #ending = new AbortController();
  /** Aborted when a server ends by itself, or all shall end: then there is nothing to wait for. */
  readonly failure: AbortSignal;

  constructor(place: Place, directory: string, signal: AbortSignal) {
    this.#place = place;
    this.#directory = directory;
    this.failure = AbortSignal.any([this.#ending.signal, signal]);
  }

  start(name: string, command: readonly string[]): void {
    this.failure.throwIfAborted();
    const [file = '', ...args] = this.#place.enter(command);
    const log = join(this.#directory, `${name}.log`);
    const output = openSync(log, 'a');
    const child = spawn(file, args, {
      cwd: this.#directory,
      env: this.#place.env,
      stdio: ['ignore', output, output],
      // A Ctrl-C in the terminal is for the process that stops the cluster, not for each server.
      detached: true,
    });
    closeSync(output);
    this.#running.set(child, {name, command, end: this.#watch(child, name, log)});
  }

  /** Sends a signal that ends a server; answers, when it has ended, how to start it again. */
  async interrupt(name: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<() => void> {
    const found = [...this.#running].find(([, each]) => each.name === name);
    if (found === undefined) throw new Error(`There is no server ${name} to interrupt.`);
    const [child, {command, end}] = found;
    this.#interrupted.add(child);
    child.kill(signal);
    await end;
    return () => this.start(name, command);
  }

  /** Ends all of them at once: nothing they hold is worth keeping. */
  async stop(): Promise<void> {
    this.#ending.abort(new Error('The cluster was stopped.'));
    const ends = [...this.#running.values()].map(({end}) => end);
    // In a namespace this ends them; killed one by one they would wait to be buried by a parent outside.
    await this.#place.close();
    for (const {pid} of this.#running.keys()) if (pid !== undefined) killGroup(pid);
    await Promise.all(ends);
  }

  #watch(child: ChildProcess, name: string, log: string): Promise<void> {
    return new Promise(resolve => {
      const end = (how: string): void => {
        this.#running.delete(child);
        if (!this.#interrupted.delete(child)) this.#ending.abort(new Error(`${name} ${how}`));
        resolve();
      };
      child.once('error', error => {
        end(`could not be started: ${error.message}`);
      });
      child.once('exit', code => {
        end(howItEnded(code, readFileSync(log, 'utf8')));
      });
    });
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}

/** For people who cannot read the log: it is removed with the cluster. */
function howItEnded(code: number | null, log: string): string {
  if (log.includes('address already in use')) return 'found its port taken by another program. Try again.';
  const lines = log.trim().split('\n').slice(-5);
  return `ended with code ${String(code)}. The end of its log:\n${lines.map(line => line.slice(0, 300)).join('\n')}`;
}
