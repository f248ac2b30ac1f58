import assert from 'node:assert/strict';
import {once} from 'node:events';
import {text} from 'node:stream/consumers';
import type {AdmissionRequest} from '../../../src/admission/webhook/review.ts';
import {operationsIn} from '../../../src/admission/webhook/review.ts';
import {systemClock} from '../../../src/runtime/clock.ts';
import {LogDamper} from '../../../src/runtime/log-damper.ts';
import {issue, type Issued} from '../../../src/webhook/certificate/issue.ts';
import {WebhookServer} from '../../../src/webhook/server/webhook-server.ts';
import {container} from '../../support/builders.ts';
import {MemoryLog} from '../../support/memory-log.ts';
import {review} from '../../support/reviews.ts';
import {WebhookClient, type Sent} from '../../support/webhook-client.ts';

const POD = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'shop'}, spec: {containers: [container('app')]}};
const REVIEW = JSON.stringify(review({operation: 'CREATE', object: POD}));

describe('webhook server', () => {
  let certificate: Issued;
  let decide: (request: AdmissionRequest) => readonly unknown[];
  let isReady: boolean;
  let log: MemoryLog;
  let server: WebhookServer;
  let client: WebhookClient;

  before(async () => {
    certificate = await issueNow();
  });

  beforeEach(async () => {
    decide = () => [{op: 'add', path: '/metadata/labels', value: {seen: 'yes'}}];
    isReady = true;
    log = new MemoryLog();
    server = new WebhookServer({
      address: '127.0.0.1:0',
      decide: request => decide(request),
      isReady: () => isReady,
      answered: () => undefined,
      clock: systemClock,
      log,
      damper: new LogDamper(systemClock),
      lingers: 0,
    });
    server.use(certificate);
    await server.start();
    client = new WebhookClient(server.port, certificate.ca);
  });

  afterEach(async () => {
    client.close();
    await server.stop();
  });

  it('answers a review with a patch, under its uid', async () => {
    const {status, headers, body} = await client.send({body: REVIEW});
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'application/json');
    const answer = JSON.parse(body) as {response: {uid: string; allowed: boolean; patchType: string}};
    assert.deepEqual(
      [answer.response.uid, answer.response.allowed, answer.response.patchType],
      ['uid-1', true, 'JSONPatch'],
    );
    assert.deepEqual(operationsIn(answer), [{op: 'add', path: '/metadata/labels', value: {seen: 'yes'}}]);
  });

  it('answers without a patch where nothing is to be done, or it is about something else', async () => {
    decide = () => [];
    const others = review({operation: 'CREATE', object: {...POD, kind: 'ConfigMap'}});
    for (const body of [REVIEW, JSON.stringify(others)]) {
      const answer = JSON.parse((await client.send({body})).body) as {response: object};
      assert.deepEqual(answer.response, {uid: 'uid-1', allowed: true});
    }
  });

  const wrong: readonly {
    readonly title: string;
    readonly sent: Sent;
    readonly status: number;
    readonly says: RegExp;
  }[] = [
    {title: 'another path', sent: {path: '/validate', body: REVIEW}, status: 404, says: /\/mutate/},
    {title: 'another method', sent: {method: 'PUT', body: REVIEW}, status: 405, says: /POST/},
    {title: 'a request without a body', sent: {method: 'GET'}, status: 405, says: /POST/},
    {
      title: 'another content type',
      sent: {headers: {'content-type': 'application/yaml'}, body: REVIEW},
      status: 415,
      says: /application\/json/,
    },
    {title: 'no content type', sent: {headers: {}, body: REVIEW}, status: 415, says: /application\/json/},
    {
      title: 'a compressed body',
      sent: {headers: {'content-type': 'application/json', 'content-encoding': 'gzip'}, body: REVIEW},
      status: 415,
      says: /compressed/,
    },
    {title: 'an empty body', sent: {body: ''}, status: 400, says: /no JSON/},
    {title: 'half a body', sent: {body: REVIEW.slice(0, -2)}, status: 400, says: /no JSON/},
    {title: 'what is no UTF-8', sent: {body: Buffer.from([0x22, 0xff, 0x22])}, status: 400, says: /UTF-8/},
    {title: 'JSON that is no review', sent: {body: '[1, null, "x"]'}, status: 400, says: /AdmissionReview/},
    {
      title: 'a review of another version',
      sent: {body: REVIEW.replace('admission.k8s.io/v1', 'admission.k8s.io/v1beta1')},
      status: 400,
      says: /admission\.k8s\.io\/v1/,
    },
    {
      title: 'a review without a uid',
      sent: {body: REVIEW.replace('"uid":"uid-1"', '"uid":7')},
      status: 400,
      says: /request\.uid/,
    },
    {
      title: 'a review without a request',
      sent: {body: '{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}'},
      status: 400,
      says: /request\.uid/,
    },
    {title: 'a million lists in one another', sent: {body: '['.repeat(1_000_000)}, status: 400, says: /nested/},
    {title: 'a million objects in one another', sent: {body: '{"a":'.repeat(1_000_000)}, status: 400, says: /nested/},
    {title: 'more than it takes', sent: {body: Buffer.alloc(9_000_000, ' ')}, status: 413, says: /8000000 bytes/},
    {
      title: 'more than it takes, without a length',
      sent: {body: Array.from({length: 9}, () => Buffer.alloc(1_000_000, ' '))},
      status: 413,
      says: /8000000 bytes/,
    },
  ];

  for (const {title, sent, status, says} of wrong) {
    it(`refuses ${title}, says why, and goes on`, async () => {
      const answer = await client.send(sent);
      assert.equal(answer.status, status);
      assert.match(answer.body, says);
      if (status === 405) assert.equal(answer.headers.allow, 'POST');
      assert.equal((await client.send({body: REVIEW})).status, 200);
    });
  }

  it('takes brackets in texts for texts', async () => {
    const deep = review({operation: 'CREATE', object: {...POD, note: '[{'.repeat(1000) + '\\"'}});
    assert.equal((await client.review(deep)).status, 200);
  });

  it('takes an update with two objects of 3 MB', async () => {
    const object = {...POD, metadata: {name: 'x', annotations: {large: 'x'.repeat(3_000_000)}}};
    const answer = await client.review(review({operation: 'UPDATE', object, oldObject: object}));
    assert.equal(answer.status, 200);
  });

  it('says that it is not ready, and answers once it is', async () => {
    isReady = false;
    const answer = await client.send({body: REVIEW});
    assert.equal(answer.status, 503);
    isReady = true;
    assert.equal((await client.send({body: REVIEW})).status, 200);
  });

  it('fails for one request where the decision fails, and logs it once', async () => {
    decide = () => {
      throw new Error('a mistake');
    };
    assert.equal((await client.send({body: REVIEW})).status, 500);
    assert.equal((await client.send({body: REVIEW})).status, 500);
    assert.equal(log.lines.filter(({message}) => message === 'an admission request failed').length, 1);
  });

  it('cuts off who sends slowly or nothing, and serves others meanwhile', async function () {
    this.timeout(20_000);
    const sent = [
      // Half a head, a head without its body, half a body, and what is no HTTP.
      'POST /mutate HTTP/1.1\r\nhost: x\r\n',
      `POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n`,
      `POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a":`,
      '\x16\x03\x01 hello\r\n\r\n',
    ];
    const sockets = await Promise.all(sent.map(async () => client.raw(certificate.ca)));
    const heard = sockets.map(async (socket, index) => {
      const all = text(socket).catch(() => '');
      socket.write(sent[index] ?? '');
      return all;
    });
    assert.equal((await client.send({body: REVIEW})).status, 200);
    const answers = await Promise.all(heard);
    assert.deepEqual(
      answers.map(answer => /^HTTP\/1\.1 (4\d\d)/.exec(answer)?.[1]),
      ['408', '408', '408', '400'],
    );
  });

  it('finishes what it has begun when it is stopped, and takes no more', async () => {
    const begun = Promise.withResolvers<void>();
    const socket = await client.raw(certificate.ca);
    const heard = text(socket);
    decide = () => {
      begun.resolve();
      return [];
    };
    const [first, second] = [REVIEW.slice(0, 10), REVIEW.slice(10)];
    socket.write(
      `POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${REVIEW.length}\r\n\r\n${first}`,
    );
    await client.send({body: REVIEW});
    await begun.promise;
    const stopped = server.stop();
    socket.write(second);
    const answer = await heard;
    assert.match(answer, /^HTTP\/1\.1 200/);
    assert.match(answer, /connection: close/i);
    await stopped;
    await assert.rejects(client.send({body: REVIEW}), /ECONNREFUSED|socket hang up|ECONNRESET/);
  });

  it('gives new connections a new certificate, and lets old ones go on', async () => {
    const old = await client.raw(certificate.ca);
    const renewed = await issueNow();
    server.use(renewed);
    const fresh = new WebhookClient(server.port, renewed.ca);
    assert.equal((await fresh.send({body: REVIEW})).status, 200);
    old.write(
      `POST /mutate HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${REVIEW.length}\r\n\r\n${REVIEW}`,
    );
    assert.match(await text(old), /^HTTP\/1\.1 200/);
    fresh.close();
  });

  it('keeps the old certificate where the new one does not fit its key', async () => {
    const other = await issueNow();
    assert.throws(() => server.use({cert: other.cert, key: certificate.key}));
    assert.equal((await client.send({body: REVIEW})).status, 200);
  });

  it('says that its address is taken', async () => {
    const second = new WebhookServer({
      address: `127.0.0.1:${server.port}`,
      decide: () => [],
      isReady: () => true,
      answered: () => undefined,
      clock: systemClock,
      log,
      damper: new LogDamper(systemClock),
    });
    await assert.rejects(second.start(), /EADDRINUSE/);
  });

  it('drops a connection whose client goes away in the middle', async () => {
    const socket = await client.raw(certificate.ca);
    socket.write('POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{');
    const closed = once(socket, 'close');
    socket.destroy();
    await closed;
    assert.equal((await client.send({body: REVIEW})).status, 200);
    assert.deepEqual(log.lines, []);
  });
});

async function issueNow(): Promise<Issued> {
  return issue({hosts: ['localhost', '127.0.0.1'], now: Date.now(), lifetimeSeconds: 3600});
}
