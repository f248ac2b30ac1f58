import assert from 'node:assert/strict';
import {loadSession} from '../../../src/kube/load-session.ts';
import {Rest} from '../../../src/kube/rest.ts';
import type {Session} from '../../../src/kube/session.ts';
import {NotLeading, WriteFence, momentOf} from '../../../src/runtime/leader/write-fence.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {HttpsPeer, tlsFile} from '../../support/https-peer.ts';
import {kubeconfigOf} from '../../support/kubeconfig-of.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

const PATH = '/apis/apps/v1/namespaces/shop/deployments/web';

describe('a guarded client', () => {
  let folder: TemporaryFolder;
  let peer: HttpsPeer;
  let session: Session;
  let clock: FakeClock;
  let fence: WriteFence;
  let rest: Rest;

  beforeEach(async () => {
    folder = new TemporaryFolder();
    peer = await HttpsPeer.start();
    const config = kubeconfigOf(peer.url, {token: 'secret'}, {'certificate-authority': tlsFile('ca.crt')});
    session = loadSession({kubeconfig: folder.write('config', config)});
    clock = new FakeClock();
    fence = new WriteFence(clock, () => undefined);
    rest = new Rest(session, {guard: fence});
  });

  afterEach(async () => {
    await session.close();
    await peer.stop();
    folder.remove();
  });

  const writes: Readonly<Record<string, () => Promise<unknown>>> = {
    jsonPatch: async () => rest.jsonPatch(PATH, []),
    mergePatch: async () => rest.mergePatch(PATH, {}),
    strategicPatch: async () => rest.strategicPatch(PATH, {}),
    apply: async () => rest.apply(PATH, {}),
    create: async () => rest.create(PATH, {}),
    delete: async () => rest.delete(PATH),
  };

  for (const [name, write] of Object.entries(writes)) {
    it(`sends no ${name} while it is closed, and does when it is open`, async () => {
      await assert.rejects(write(), NotLeading);
      assert.deepEqual(peer.requests, []);
      fence.extend(momentOf(clock), 3000);
      await write();
      assert.equal(peer.requests.length, 1);
    });
  }

  it('reads at any time', async () => {
    await rest.get(PATH);
    assert.equal(peer.requests.length, 1);
  });

  it('breaks off what is under way when it closes', async () => {
    fence.extend(momentOf(clock), 3000);
    const finish = peer.holdNext();
    const write = rest.jsonPatch(PATH, []);
    const broken = assert.rejects(write, NotLeading);
    while (peer.requests.length === 0) await new Promise(setImmediate);
    await clock.advance(3000);
    await broken;
    finish();
  });

  it('asks again when a request that waited for a connection has its turn', async () => {
    fence.extend(momentOf(clock), 3000);
    const some = Array.from({length: 300}, async () => rest.jsonPatch(PATH, []));
    // A process that was stopped: its clock has moved on, and no timer has fired yet.
    const monotonic = clock.monotonic.bind(clock);
    clock.monotonic = () => (peer.requests.length === 0 ? monotonic() : monotonic() + 60_000);
    const ends = await Promise.allSettled(some);
    const refused = ends.filter(end => end.status === 'rejected' && end.reason instanceof NotLeading);
    assert.ok(peer.requests.length >= 1 && peer.requests.length <= 64, String(peer.requests.length));
    assert.equal(refused.length, 300 - peer.requests.length);
  });
});
