import assert from 'node:assert/strict';
import {mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {systemClock} from '../../../../src/runtime/clock.ts';
import {CertificateWatch} from '../../../../src/webhook/certificate/certificate-watch.ts';
import {issue, type Issued} from '../../../../src/webhook/certificate/issue.ts';
import {validity, type KeyPair} from '../../../../src/webhook/certificate/key-pair.ts';
import {bundleOf} from '../../../../src/webhook/certificate/material.ts';
import {mountedAuthorities, mountedPair} from '../../../../src/webhook/certificate/mounted-pair.ts';
import {MemoryLog} from '../../../support/memory-log.ts';
import {TemporaryFolder} from '../../../support/temporary-folder.ts';

describe('mounted certificates', () => {
  let first: Issued;
  let second: Issued;
  let folder: TemporaryFolder;
  let log: MemoryLog;
  let used: KeyPair[];
  let watch: CertificateWatch;

  before(async () => {
    const options = {hosts: ['localhost'], now: Date.now(), lifetimeSeconds: 3600};
    [first, second] = await Promise.all([issue(options), issue(options)]);
  });

  beforeEach(() => {
    folder = new TemporaryFolder();
    log = new MemoryLog();
    used = [];
    watch = new CertificateWatch({
      source: folder.path,
      read: async () => mountedPair(folder.path),
      use: pair => void used.push(pair),
      clock: systemClock,
      log,
    });
  });

  afterEach(() => folder.remove());

  function mount(files: Readonly<Record<string, string>>): void {
    // As the kubelet does it: another folder takes the place of the old one.
    const next = `${folder.path}.next`;
    mkdirSync(next);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(next, name), content);
    rmSync(folder.path, {recursive: true});
    renameSync(next, folder.path);
  }

  const pairOf = ({cert, key, ca}: Issued) => ({'tls.crt': cert, 'tls.key': key, 'ca.crt': ca});

  it('are used, and used again only when they are others', async () => {
    mount(pairOf(first));
    await watch.look();
    await watch.look();
    mount(pairOf(second));
    await watch.look();
    assert.deepEqual(
      used.map(({cert}) => cert),
      [first.cert, second.cert],
    );
    assert.ok(watch.isServing);
  });

  it('bring their authority along, and those that are known stay as long as they vouch for anything', async () => {
    mount(pairOf(second));
    const known = async (told: string, now = Date.now()) => mountedAuthorities(folder.path, {told, now});
    const [old, young] = [first.ca.trim(), second.ca.trim()];
    assert.deepEqual(await known(''), [young]);
    assert.deepEqual(await known(first.ca), [old, young]);
    assert.deepEqual(await known(bundleOf([old, young])), [old, young]);
    assert.deepEqual(await known(bundleOf([young, old])), [young, old]);
    assert.deepEqual(await known(first.ca, validity(first.ca).to), [young]);
  });

  const bad: Readonly<Record<string, (good: Issued, other: Issued) => Readonly<Record<string, string>>>> = {
    'another key': (good, other) => ({...pairOf(good), 'tls.key': other.key}),
    'an empty certificate': good => ({...pairOf(good), 'tls.crt': ''}),
    'an empty key': good => ({...pairOf(good), 'tls.key': ''}),
    'no certificate in the file': good => ({...pairOf(good), 'tls.crt': 'not yet'}),
    'no key file': ({cert}) => ({'tls.crt': cert}),
  };

  for (const [what, files] of Object.entries(bad)) {
    it(`stay the old ones where there is ${what}, which is said once`, async () => {
      mount(pairOf(first));
      await watch.look();
      mount(files(second, first));
      await watch.look();
      await watch.look();
      assert.equal(used.length, 1);
      assert.deepEqual(log.messages('warn'), ['webhook certificate stays the old one']);
      mount(pairOf(second));
      await watch.look();
      assert.equal(used.at(-1)?.cert, second.cert);
    });
  }

  it('are waited for', async () => {
    await watch.look();
    assert.ok(!watch.isServing);
    assert.deepEqual(log.messages('warn'), ['webhook is not served']);
    assert.equal(await mountedAuthorities(folder.path, {told: first.ca, now: Date.now()}), undefined);
  });
});
