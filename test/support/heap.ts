import {once} from 'node:events';
import type {Operator} from './operator.ts';

/** Bytes that the operator's heap holds after everything that nobody needs was collected; it must run with `inspect`. */
export async function heapOf(operator: Pick<Operator, 'inspector'>): Promise<number> {
  const socket = new WebSocket(operator.inspector);
  await once(socket, 'open', {signal: soon()});
  try {
    // What a first collection sets free by finalizers is taken by a second one.
    for (let round = 0; round < 2; round++) await call(socket, 'HeapProfiler.collectGarbage');
    const {usedSize} = await call(socket, 'Runtime.getHeapUsage');
    if (typeof usedSize !== 'number') throw new Error('the inspector did not tell the size of the heap');
    return usedSize;
  } finally {
    socket.close();
  }
}

interface Answer {
  readonly id: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: {readonly message: string};
}

let calls = 0;

/** A command of the Chrome DevTools Protocol. */
async function call(socket: WebSocket, method: string): Promise<Readonly<Record<string, unknown>>> {
  const id = ++calls;
  socket.send(JSON.stringify({id, method}));
  for (;;) {
    const [{data}] = (await once(socket, 'message', {signal: soon()})) as [{readonly data: string}];
    const answer = JSON.parse(data) as Answer;
    if (answer.id !== id) continue;
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result ?? {};
  }
}

/** A process that has ended answers nothing. */
function soon(): AbortSignal {
  return AbortSignal.timeout(20_000);
}
