import {readdirSync} from 'node:fs';
import {constants, getPriority, setPriority} from 'node:os';

/** Linux has one folder here for each thread of this process, by its id. */
const TASKS = '/proc/self/task';

/** Steps of nice(2): what runs behind still keeps up with what the main thread leaves, and the heap stays small. */
const BEHIND = 2;

/**
 * Lets the main thread go first where it and the threads that V8 has started by now (garbage collector, compiler) share
 * a core, as they do in a pod with one: otherwise each of them takes as much as the main thread gets, just when it has
 * most to do (docs/performance.md). Nothing happens on systems without `/proc`.
 */
export function putBackgroundThreadsBehind(): void {
  // The main thread has the id of the process.
  const {pid} = process;
  const behind = Math.min(getPriority(pid) + BEHIND, constants.priority.PRIORITY_LOW);
  for (const thread of threads().filter(each => each !== pid)) put(thread, behind);
}

function threads(): readonly number[] {
  try {
    return readdirSync(TASKS).map(Number);
  } catch {
    return [];
  }
}

/** To be nicer needs no permission; a thread may have ended meanwhile, and it is only about speed. */
function put(thread: number, priority: number): void {
  try {
    setPriority(thread, priority);
  } catch {
    // It stays as it was.
  }
}
