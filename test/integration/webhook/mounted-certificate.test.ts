import assert from 'node:assert/strict';
import {X509Certificate} from 'node:crypto';
import {once} from 'node:events';
import {mkdirSync, renameSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {connect} from 'node:tls';
import {toldBundle} from '../../../src/admission/webhook/settle-configuration.ts';
import {issue, type Issued} from '../../../src/webhook/certificate/issue.ts';
import {podSpec} from '../../support/builders.ts';
import {Closing} from '../../support/closing.ts';
import {eventually} from '../../support/eventually.ts';
import type {LogLine, Operator} from '../../support/operator.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';
import {WebhookScene} from './webhook-scene.ts';
import {webhookInForce} from './webhook-site.ts';

const POLICY = {
  target: {kinds: ['Pod']},
  sidecars: [{match: {names: ['log']}}],
  conversion: {mode: 'Enforce', delivery: 'Pod'},
};
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'shop'},
  spec: podSpec(undefined, {automountServiceAccountToken: false}),
};

describe('an operator with --webhook-cert-dir', function () {
  this.timeout(120_000);
  const closing = new Closing();
  let folder: TemporaryFolder;
  let mounts = 0;
  /** Each of an authority of its own. */
  let first: Issued;
  let second: Issued;
  let third: Issued;
  let scene: WebhookScene;
  let operator: Operator;

  before(async function () {
    this.timeout(900_000);
    folder = new TemporaryFolder();
    closing.add(async () => folder.remove());
    const options = {hosts: ['127.0.0.1'], now: Date.now(), lifetimeSeconds: 3600};
    [first, second, third] = await Promise.all([issue(options), issue(options), issue(options)]);
    scene = await WebhookScene.open('1.36');
    closing.add(async () => scene.close());
    for (const namespace of ['first', 'bad', 'third']) await scene.namespace(namespace);
    mount(first);
    await scene.site.install();
    operator = await scene.start(['--admission=webhook', `--webhook-cert-dir=${join(folder.path, 'mounted')}`]);
    await webhookInForce(operator);
  });

  after(async () => closing.close());

  it('serves what is mounted, and the API server trusts it', async () => {
    await isServed(first);
    await converts('first');
  });

  it('goes on serving it, and is trusted on, when a pair is mounted that does not belong together', async () => {
    mount({...second, key: first.key});
    await converts('bad');
    const said = await eventually('it says so', () => lines('webhook certificate stays the old one').at(0));
    assert.equal(said['reason'], 'the private key is not that of the certificate');
    await isServed(first);
  });

  it('serves a good pair that comes after it, which the API server trusts within moments', async () => {
    mount(third);
    await eventually('it is in use', () => lines('webhook certificate is in use').length === 2);
    await isServed(third);
    await eventually('the API server is told', async () => (await bundle()).includes(third.ca.trim()), 10);
    await converts('third');
  });

  /** As the kubelet does it: all files at once. */
  function mount({cert, key, ca}: Issued): void {
    const next = join(folder.path, `${mounts++}`);
    mkdirSync(next);
    const files = {'tls.crt': cert, 'tls.key': key, 'ca.crt': ca};
    for (const [name, content] of Object.entries(files)) writeFileSync(join(next, name), content);
    symlinkSync(next, `${next}.link`);
    renameSync(`${next}.link`, join(folder.path, 'mounted'));
  }

  async function isServed({cert}: Issued): Promise<void> {
    const socket = connect({host: '127.0.0.1', port: scene.site.port, rejectUnauthorized: false});
    try {
      await once(socket, 'secureConnect');
      assert.equal(socket.getPeerX509Certificate()?.fingerprint256, new X509Certificate(cert).fingerprint256);
    } finally {
      socket.destroy();
    }
  }

  /** Under a policy that is new: for it the webhook's configuration is brought up to date, and read anew. */
  async function converts(namespace: string): Promise<void> {
    await scene.policy(namespace, POLICY);
    await scene.converts(namespace, POD);
  }

  async function bundle(): Promise<string> {
    return toldBundle(await scene.site.configuration());
  }

  function lines(message: string): readonly LogLine[] {
    return operator.lines.filter(line => line.message === message);
  }
});
