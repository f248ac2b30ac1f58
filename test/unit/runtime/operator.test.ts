import assert from 'node:assert/strict';
import {KubeConfig} from '@kubernetes/client-node';
import {withDefaultConfig} from '../../../src/kube/default-config.ts';
import {Manager} from '../../../src/runtime/manager.ts';
import {OutriggerOperator} from '../../../src/runtime/operator.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {MemoryLog} from '../../support/memory-log.ts';

function make(steps: string[] = []): OutriggerOperator {
  const log = new MemoryLog();
  const server = {start: async () => void steps.push('start'), stop: async () => void steps.push('stop')};
  const manager = new Manager({
    servers: [server],
    sources: [],
    onSynced: () => undefined,
    workers: [],
    clock: new FakeClock(),
    log,
  });
  const config = new KubeConfig();
  config.loadFromClusterAndUser({name: 'c', server: 'https://c.example', skipTLSVerify: false}, {name: 'u'});
  return withDefaultConfig(config, () => new OutriggerOperator(manager, log));
}

describe('operator', () => {
  const kubeconfig = process.env['KUBECONFIG'];

  afterEach(() => {
    if (kubeconfig === undefined) delete process.env['KUBECONFIG'];
    else process.env['KUBECONFIG'] = kubeconfig;
  });

  it('starts and stops its manager, once', async () => {
    const steps: string[] = [];
    const operator = make(steps);
    await operator.start();
    operator.stop();
    await operator.stopped();
    await operator.stopped();
    assert.deepEqual(steps, ['start', 'stop']);
  });

  it('does not read the kubeconfig of the shell', () => {
    process.env['KUBECONFIG'] = '/nowhere/config';
    assert.ok(make());
    assert.throws(() => new KubeConfig().loadFromDefault(), /ENOENT/, 'elsewhere it is read as before');
  });
});
