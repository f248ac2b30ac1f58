import assert from 'node:assert/strict';
import {injectorSwitch} from '../../../../src/domain/checks/injector-switch.ts';
import {noInjectorSwitch} from '../../../../src/domain/checks/no-injector-switch.ts';
import {switchedOff} from '../../../../src/domain/checks/switched-off.ts';
import {upgradeInjector} from '../../../../src/domain/checks/upgrade-injector.ts';
import {injectedBy} from '../../../support/injected.ts';
import {run} from './given.ts';

describe('what is said of injectors', () => {
  it('InjectorSwitch names the annotation, and the version that reads it', () => {
    assert.deepEqual(run(injectorSwitch, {injected: [injectedBy('istio', 'Switchable')]}), [
      'metadata.annotations: Istio adds its sidecar when a pod is created. It is told to make it native by an annotation of the pod template: sidecar.istio.io/nativeSidecar (since 1.24). A version from before that ignores it, and the sidecar stays classic.',
    ]);
  });

  it('InjectorSwitch names one annotation for each version that has another', () => {
    const [message = ''] = run(injectorSwitch, {injected: [injectedBy('linkerd', 'Switchable')]});
    assert.match(
      message,
      /config\.linkerd\.io\S+ \(since 2\.20\), config\.beta\S+ \(since 2\.19\), .*each of which some versions read/,
    );
  });

  it('UpgradeInjector says since when, and what else has to be set', () => {
    const [message = ''] = run(upgradeInjector, {injected: [injectedBy('kuma', 'Upgrade')]});
    assert.match(message, /^Kuma .*Upgrade it \(since 2\.14: nothing to set: .*; since 2\.7: experimental\.sidecar/);
  });

  it('NoInjectorSwitch says that only pods could be converted, and what there is instead', () => {
    const [message = ''] = run(noInjectorSwitch, {injected: [injectedBy('vault-agent', 'NoSwitch')]});
    assert.match(message, /^the Vault Agent Injector .*delivery: Pod.*agent-pre-populate-only/);
  });

  it('SwitchedOff names the annotation that says so', () => {
    const [message = ''] = run(switchedOff, {injected: [injectedBy('dapr', 'SwitchedOff')]});
    assert.match(message, /^metadata\.annotations\[dapr\.io\/enable-native-sidecar\]: Dapr is told/);
  });

  for (const check of [injectorSwitch, upgradeInjector, noInjectorSwitch, switchedOff]) {
    it(`${check.code} says nothing where nothing is injected, or the injector is told`, () => {
      assert.deepEqual(run(check), []);
      assert.deepEqual(run(check, {injected: [injectedBy('istio', 'Switched')]}), []);
    });
  }
});
