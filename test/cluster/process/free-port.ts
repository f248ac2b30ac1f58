import {once} from 'node:events';
import {createServer} from 'node:net';

/** Below those that Linux hands out by itself (32768 and up): no connection of anybody takes it before it is used. */
const LOWEST = 10_000;
const COUNT = 20_000;
const MOST_TRIES = 100;

/**
 * A port of the loopback interface that was free a moment ago.
 * @throws Error when none of a hundred is free
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const port = LOWEST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${MOST_TRIES} ports of 127.0.0.1 from ${LOWEST} to ${LOWEST + COUNT} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
