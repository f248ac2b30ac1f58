import {once} from 'node:events';
import {createServer, type AddressInfo} from 'node:net';

/** Where the operator can serve its metrics: the port of its documentation if it is free, else any. */
export async function freeAddress(): Promise<string> {
  const port = (await freePort(8080)) ?? (await freePort(0));
  return `127.0.0.1:${port ?? 0}`;
}

async function freePort(wanted: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(wanted, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}
