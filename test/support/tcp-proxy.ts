import {once} from 'node:events';
import {connect, createServer, type Server, type Socket} from 'node:net';
import {freePort} from '../cluster/process/free-port.ts';

interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

/**
 * Stands between a client and a server and does to their connections what networks do. It forwards bytes, so TLS goes
 * through; the server's certificate must be good for 127.0.0.1.
 */
export class TcpProxy {
  readonly #target: URL;
  readonly #links = new Set<Link>();
  #server: Server | undefined;
  /** Nobody else's, also while nothing listens there. */
  readonly #port: number;
  #silent = false;

  private constructor(target: URL, port: number) {
    this.#target = target;
    this.#port = port;
  }

  /** `target`: URL of the server. */
  static async start(target: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(new URL(target), await freePort());
    await proxy.accept();
    return proxy;
  }

  /** Where to connect to instead, with the scheme of the target. */
  get url(): string {
    return `${this.#target.protocol}//127.0.0.1:${this.#port}`;
  }

  get connections(): number {
    return this.#links.size;
  }

  /** Resets every connection (RST); new ones go through. */
  reset(): void {
    for (const {client, server} of this.#links) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  /** Half-open: connections stay and new ones are accepted, but nothing is forwarded any more, either way. */
  silence(): void {
    this.#silent = true;
    for (const {client, server} of this.#links) for (const socket of [client, server]) socket.pause();
  }

  /** Ends the silence: what was held up arrives. */
  resume(): void {
    this.#silent = false;
    for (const {client, server} of this.#links) for (const socket of [client, server]) socket.resume();
  }

  /** Half-open for ever are those that there are: nothing is forwarded any more; new ones go through. */
  forget(): void {
    this.silence();
    this.#silent = false;
  }

  /** Ends the silence for new connections; those that have been silent are reset. */
  speak(): void {
    this.#silent = false;
    this.reset();
  }

  /** Connections are refused (ECONNREFUSED), and those there are reset, until `accept`. */
  async refuse(): Promise<void> {
    const closed = this.#server === undefined ? undefined : once(this.#server, 'close');
    this.#server?.close();
    this.#server = undefined;
    this.reset();
    await closed;
  }

  async accept(): Promise<void> {
    const server = createServer(client => this.#link(client));
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
  }

  async stop(): Promise<void> {
    await this.refuse();
  }

  #link(client: Socket): void {
    const server = connect({host: this.#target.hostname, port: Number(this.#target.port)});
    const link = {client, server};
    this.#links.add(link);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('data', bytes => to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#links.delete(link);
        to.destroy();
      });
      if (this.#silent) from.pause();
    }
  }
}
