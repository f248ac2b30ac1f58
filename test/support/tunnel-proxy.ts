import {once} from 'node:events';
import {createServer as createHttpServer} from 'node:http';
import {connect, createServer, type AddressInfo, type Server, type Socket} from 'node:net';

/** A proxy on a free port that lets connections through and counts them. */
export class TunnelProxy {
  /** `host:port` of every tunnel. */
  readonly tunnels: string[] = [];
  readonly #server: Server;
  readonly #scheme: string;

  private constructor(scheme: 'http' | 'socks5') {
    this.#scheme = scheme;
    this.#server = scheme === 'http' ? this.#connectProxy() : createServer(client => void this.#socks(client));
  }

  static async start(scheme: 'http' | 'socks5'): Promise<TunnelProxy> {
    const proxy = new TunnelProxy(scheme);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #connectProxy(): Server {
    const server = createHttpServer();
    server.on('connect', (request, client: Socket) => {
      const target = this.#tunnel(client, request.url ?? '');
      target.on('connect', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    });
    return server;
  }

  /** RFC 1928, without authentication, for IPv4 addresses: all that the test needs. */
  async #socks(client: Socket): Promise<void> {
    await once(client, 'data');
    client.write(Buffer.from([5, 0]));
    const [request] = (await once(client, 'data')) as [Buffer];
    const target = this.#tunnel(client, `${request.subarray(4, 8).join('.')}:${request.readUInt16BE(8)}`);
    target.on('connect', () => client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])));
  }

  #tunnel(client: Socket, address: string): Socket {
    this.tunnels.push(address);
    const [host = '', port] = address.split(':');
    const target = connect(Number(port), host);
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      from.on('data', bytes => to.write(bytes));
      // HTTP servers let connections be half-open.
      from.on('end', () => to.end());
      from.on('close', () => to.destroy());
      from.on('error', () => to.destroy());
    }
    return target;
  }
}
