import {spawn, type ChildProcess} from 'node:child_process';
import {createInterface} from 'node:readline';
import type {Readable} from 'node:stream';

export interface Command {
  /** what stands before each line of its output */
  readonly name: string;
  readonly command: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

/** Processes that run beside each other; lines of their output are printed whole. */
export class Children {
  readonly #running = new Set<ChildProcess>();

  /** The exit code; 127 if the program could not be started, 1 if a signal ended it. */
  async run({name, command: [program = '', ...args], environment}: Command): Promise<number> {
    // Tests see no cluster of the person who runs them.
    const {KUBECONFIG: _, ...inherited} = process.env;
    const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'pipe'], env: {...inherited, ...environment}});
    this.#running.add(child);
    print(name, child.stdout);
    print(name, child.stderr);
    const code = await new Promise<number>(resolve => {
      child.once('error', error => {
        console.error(`${name} │ ${error.message}`);
        resolve(127);
      });
      child.once('close', exit => {
        resolve(exit ?? 1);
      });
    });
    this.#running.delete(child);
    return code;
  }

  kill(signal: NodeJS.Signals): void {
    for (const child of this.#running) child.kill(signal);
  }
}

function print(name: string, output: Readable): void {
  createInterface({input: output}).on('line', line => {
    console.log(`${name} │ ${line}`);
  });
}
