import assert from 'node:assert/strict';
import {once} from 'node:events';
import {connect} from 'node:net';
import {Registry} from 'prom-client';
import {systemClock} from '../../../src/runtime/clock.ts';
import {UserError} from '../../../src/runtime/errors.ts';
import {MemoryLog} from '../../support/memory-log.ts';
import {parseAddress, TelemetryServer} from '../../../src/telemetry/http.ts';

describe('telemetry server', () => {
  let missing: string[];
  let server: TelemetryServer;

  const make = (address: string): TelemetryServer =>
    new TelemetryServer({address, registry: new Registry(), missing: () => missing, clock: systemClock});
  const get = async (path: string, method = 'GET'): Promise<{status: number; body: string}> => {
    const response = await fetch(`${server.url}${path}`, {method});
    return {status: response.status, body: await response.text()};
  };

  beforeEach(async () => {
    missing = [];
    server = make('127.0.0.1:0');
    await server.start();
  });

  afterEach(async () => server.stop());

  it('is healthy, and ready when nothing is missing', async () => {
    assert.deepEqual(await get('/healthz'), {status: 200, body: 'ok\n'});
    assert.deepEqual(await get('/readyz?verbose'), {status: 200, body: 'ok\n'});
  });

  it('says what is missing, a line each, and stays healthy', async () => {
    missing = ['watching deployments: 403 forbidden', 'watching jobs: the first list is not complete'];
    assert.deepEqual(await get('/readyz'), {status: 503, body: `${missing.join('\n')}\n`});
    assert.equal((await get('/healthz')).status, 200);
  });

  it('serves metrics in Prometheus’ format', async () => {
    const response = await fetch(`${server.url}/metrics`);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  });

  it('names its paths to whoever asks for another, and takes no other method', async () => {
    assert.deepEqual(await get('/'), {status: 404, body: 'there is /metrics, /healthz and /readyz\n'});
    assert.equal((await get('/metrics', 'POST')).status, 405);
    assert.deepEqual(await get('/healthz', 'HEAD'), {status: 200, body: ''});
  });

  it('says so, and lives on, when something fails inside', async () => {
    await server.stop();
    const log = new MemoryLog();
    const missing = (): readonly string[] => {
      throw new Error('a bug');
    };
    server = new TelemetryServer({address: '127.0.0.1:0', registry: new Registry(), missing, clock: systemClock, log});
    await server.start();
    assert.deepEqual(await get('/readyz'), {status: 500, body: 'this failed; the log says why\n'});
    assert.deepEqual(log.messages('error'), ['request failed']);
    assert.equal((await get('/healthz')).status, 200);
  });

  it('does not let a client that hangs hold up the stop', async () => {
    const {port} = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /metrics HTTP/1.1\r\n');
    const closed = once(socket, 'close');
    socket.resume();
    await server.stop();
    await closed;
  });

  it('can be stopped when it was never started', async () => {
    await make('127.0.0.1:0').stop();
  });

  it('says which address is in use and how to choose another', async () => {
    const {host} = new URL(server.url);
    await assert.rejects(
      make(host).start(),
      error =>
        error instanceof UserError &&
        error.message === `The metrics address ${host} is in use. Choose another with --metrics-address.`,
    );
  });

  it('says so when the machine has no such address', async () => {
    await assert.rejects(
      make('192.0.2.1:0').start(),
      error => error instanceof UserError && /cannot listen on 192\.0\.2\.1:0/.test(error.message),
    );
  });

  it('has a URL that works also when it listens everywhere', async () => {
    const everywhere = make(':0');
    await everywhere.start();
    assert.equal((await fetch(`${everywhere.url}/healthz`)).status, 200);
    await everywhere.stop();
  });
});

describe('address', () => {
  for (const [text, host, port] of [
    ['127.0.0.1:8080', '127.0.0.1', 8080],
    ['localhost:0', 'localhost', 0],
    [':9090', '', 9090],
    ['[::1]:80', '::1', 80],
  ] as const) {
    it(`is read: ${text}`, () => assert.deepEqual(parseAddress(text), {host, port}));
  }
  for (const text of ['8080', 'host', 'host:', 'host:http', '::1:80', ':70000', '']) {
    it(`is refused: "${text}"`, () => assert.throws(() => parseAddress(text), UserError));
  }
});
