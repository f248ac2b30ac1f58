import assert from 'node:assert/strict';
import {hpaContainerResource} from '../../../../src/domain/checks/hpa-container-resource.ts';
import {resourceRise} from '../../../../src/domain/checks/resource-rise.ts';
import {vpaManaged} from '../../../../src/domain/checks/vpa-managed.ts';
import type {ContainerScaler, VerticalAutoscaler} from '../../../../src/domain/facts.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {given, run} from './given.ts';

const target = {kind: 'Deployment', name: 'shop'};

describe('HpaContainerResource', () => {
  const scaler: ContainerScaler = {kind: 'HorizontalPodAutoscaler', name: 'a', target, containers: ['log']};
  const cases: readonly (readonly [string, ContainerScaler, RegExp | undefined])[] = [
    [
      'blocks an autoscaler by what the sidecar uses (E34)',
      scaler,
      /^spec\.containers\[1\]: HorizontalPodAutoscaler a/,
    ],
    ['blocks a ScaledObject that names the sidecar (E34)', {...scaler, kind: 'ScaledObject'}, /ScaledObject a scales/],
    ['passes one by what the app uses (E34)', {...scaler, containers: ['app']}, undefined],
    ['passes one of another workload (E34)', {...scaler, target: {...target, name: 'other'}}, undefined],
    ['passes one of another kind (E34)', {...scaler, target: {...target, kind: 'StatefulSet'}}, undefined],
  ];
  for (const [title, one, expected] of cases) {
    it(title, () => {
      const messages = run(hpaContainerResource, {facts: {containerScalers: [one]}});
      if (expected === undefined) assert.deepEqual(messages, []);
      else assert.match(messages.join(), expected);
    });
  }

  it('is silent where autoscalers are not known', () => assert.deepEqual(run(hpaContainerResource), []));
});

describe('VpaManaged', () => {
  const vpa = (modes: Readonly<Record<string, string>>, name = 'shop'): VerticalAutoscaler => ({
    name: 'v',
    target: {...target, name},
    modes,
  });
  const cases: readonly (readonly [string, VerticalAutoscaler, boolean])[] = [
    ['blocks a sidecar whose requests are set by default (E35)', vpa({}), true],
    ['blocks one that is named (E35)', vpa({'*': 'Off', log: 'Auto'}), true],
    ['passes one that is switched off by name (E35)', vpa({log: 'Off'}), false],
    ['passes where all others are switched off (E35)', vpa({'*': 'Off', app: 'Auto'}), false],
    ['passes the autoscaler of another workload (E35)', vpa({}, 'other'), false],
  ];
  for (const [title, one, blocks] of cases) {
    it(title, () => assert.equal(run(vpaManaged, {facts: {verticalAutoscalers: [one]}}).length, blocks ? 1 : 0));
  }

  it('is silent where autoscalers are not known', () => assert.deepEqual(run(vpaManaged), []));
});

describe('ResourceRise', () => {
  const asks = (memory: string) => ({resources: {requests: {memory}}});
  const setup = {name: 'setup', ...asks('1Gi')};
  const app = {name: 'app', ...asks('512Mi')};
  const log: JsonObject = {name: 'log', ...asks('256Mi')};
  const before = {initContainers: [setup], containers: [app, log]};
  const native = {...log, restartPolicy: 'Always'};
  const sidecars = {log: {position: 'BeforeInit'}} as const;
  const risen = (converted: JsonObject) => resourceRise.check({...given({spec: before, sidecars}), converted});

  it('blocks a sidecar beside an init container that needs more than all others together (E30)', () => {
    const [found] = risen({initContainers: [native, setup], containers: [app]});
    assert.match(found?.message ?? '', /need more: memory 1\.25Gi instead of 1Gi, since/);
  });

  it('passes a sidecar behind the init containers, where nothing changes (E30)', () => {
    assert.deepEqual(risen({initContainers: [setup, native], containers: [app]}), []);
  });

  it('passes where the requests of the whole pod are given (E31)', () => {
    const resources = {requests: {memory: '2Gi'}};
    const input = {
      ...given({spec: {...before, resources}, sidecars}),
      converted: {resources, initContainers: [native, setup], containers: [app]},
    };
    assert.deepEqual(resourceRise.check(input), []);
  });
});
