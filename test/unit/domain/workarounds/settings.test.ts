import assert from 'node:assert/strict';
import {cleaned, cleanedContainer, found, ISTIO_PROXY, isUntouched, SQL_PROXY, told, type Stage} from './stage.ts';

const annotated = (annotations: Readonly<Record<string, string>>, more: Stage = {}): Stage => ({
  metadata: {annotations},
  ...more,
});

describe('W8: annotations for terminators', () => {
  it('go where all that they name is native', () => {
    const stage = annotated({'pod.kubernetes.io/sidecars': 'cloud-sql-proxy', team: 'a'});
    assert.deepEqual(cleaned(stage).metadata, {annotations: {team: 'a'}});
    assert.deepEqual(cleaned(annotated({'workflows.argoproj.io/kill-cmd-cloud-sql-proxy': '["kill"]'})).metadata, {
      annotations: {},
    });
  });

  it('are advice where they name another one, or none', () => {
    for (const stage of [
      annotated({'pod.kubernetes.io/sidecars': 'cloud-sql-proxy,log'}),
      annotated({'riskified.com/main_sidecars': 'x'}),
    ]) {
      assert.match(told(stage, 'W8')[0] ?? '', /^Advice/);
      assert.ok(isUntouched(stage));
    }
  });

  const kruise = {env: [{name: 'KRUISE_TERMINATE_SIDECAR_WHEN_JOB_EXIT', value: 'true'}]};

  it("go where they are OpenKruise's variable on a native sidecar", () => {
    const env = [...kruise.env, {name: 'TZ', value: 'UTC'}];
    assert.equal('env' in cleanedContainer({sidecar: {...SQL_PROXY, ...kruise}}, SQL_PROXY.name), false);
    assert.deepEqual(cleanedContainer({sidecar: {...SQL_PROXY, env}}, SQL_PROXY.name)['env'], env.slice(1));
  });

  it("are advice where they are OpenKruise's variable on a container that stays classic", () => {
    const stage: Stage = {sidecar: {...SQL_PROXY, ...kruise}, sidecars: []};
    assert.deepEqual(told(stage, 'W8'), ['Advice: KRUISE_TERMINATE_SIDECAR_WHEN_JOB_EXIT']);
    assert.ok(isUntouched(stage));
  });

  it('are not: others', () => assert.deepEqual(told(annotated({'pod.kubernetes.io/owner': 'x'}), 'W8'), []));
});

const HOLD = 'proxy.istio.io/config';

describe('W12: holds', () => {
  for (const value of [
    '{ "holdApplicationUntilProxyStarts": true }',
    'holdApplicationUntilProxyStarts: true\n',
    '{holdApplicationUntilProxyStarts: true}',
  ]) {
    it(`go where the proxy is native: ${value.trim()}`, () => {
      assert.deepEqual(cleaned(annotated({[HOLD]: value}, {sidecar: ISTIO_PROXY})).metadata, {annotations: {}});
    });
  }

  const advised: readonly (readonly [string, Stage])[] = [
    [
      'beside other settings',
      annotated({[HOLD]: 'concurrency: 2\nholdApplicationUntilProxyStarts: true\n'}, {sidecar: ISTIO_PROXY}),
    ],
    ['of a proxy that may be classic', annotated({[HOLD]: '{"holdApplicationUntilProxyStarts":true}'})],
    ['that Istio never reads', annotated({'sidecar.istio.io/holdApplicationUntilProxyStarts': 'true'})],
  ];
  for (const [title, stage] of advised) {
    it(`are advice: ${title}`, () => {
      assert.match(told(stage, 'W12')[0] ?? '', /^Advice/);
      assert.ok(isUntouched(stage));
    });
  }

  it('stay for Linkerd, whose native proxy makes a startup probe of it', () => {
    assert.match(told(annotated({'config.linkerd.io/proxy-await': 'enabled'}), 'W12')[0] ?? '', /^Keep/);
  });

  it('are not: switched off', () => {
    assert.deepEqual(told(annotated({[HOLD]: '{"holdApplicationUntilProxyStarts": false}'}), 'W12'), []);
    assert.deepEqual(told(annotated({'config.linkerd.io/proxy-await': 'disabled'}), 'W12'), []);
  });
});

describe('W13: traffic past the mesh', () => {
  const advised: readonly (readonly [string, Stage, string])[] = [
    [
      'excluded ports',
      annotated({'traffic.sidecar.istio.io/excludeOutboundPorts': '5432'}),
      'metadata.annotations[traffic.sidecar.istio.io/excludeOutboundPorts]',
    ],
    [
      'an init container as the proxy’s user',
      {spec: {initContainers: [{name: 'init', securityContext: {runAsUser: 1337}}]}},
      'spec.initContainers[0].securityContext.runAsUser',
    ],
    [
      'a Job without a proxy',
      {metadata: {labels: {'sidecar.istio.io/inject': 'false'}}},
      'metadata.labels[sidecar.istio.io/inject]',
    ],
    [
      'the same for Linkerd',
      annotated({'linkerd.io/inject': 'disabled'}, {kind: 'CronJob'}),
      'metadata.annotations[linkerd.io/inject]',
    ],
  ];
  for (const [title, stage, path] of advised) {
    it(`is never more than advice: ${title}`, () => {
      assert.deepEqual(
        found(stage, 'W13').map(one => [one.verdict, one.path]),
        [['Advice', path]],
      );
      assert.ok(isUntouched(stage));
    });
  }

  it('is not: a Deployment without a proxy, and Istio’s own init container', () => {
    assert.deepEqual(told(annotated({'sidecar.istio.io/inject': 'false'}, {kind: 'Deployment'}), 'W13'), []);
    const own = {name: 'istio-validation', securityContext: {runAsUser: 1337}};
    assert.deepEqual(told({spec: {initContainers: [own]}}, 'W13'), []);
  });
});

describe('W14: time limits', () => {
  it('are advice on Jobs with sidecars, with the place in the object', () => {
    const at = (kind: 'Job' | 'CronJob') =>
      found({job: {activeDeadlineSeconds: 1800}, kind}, 'W14').map(one => one.path);
    assert.deepEqual(at('Job'), ['spec.activeDeadlineSeconds']);
    assert.deepEqual(at('CronJob'), ['spec.jobTemplate.spec.activeDeadlineSeconds']);
  });

  it('are advice in scripts', () => {
    assert.deepEqual(told({script: 'proxy & pid=$! && (sleep 30 && kill -9 $pid) & job'}, 'W14'), [
      'Advice: (sleep 30 && kill -9 $pid)',
    ]);
  });

  it('are not: those of Jobs without sidecars', () => {
    assert.deepEqual(told({job: {activeDeadlineSeconds: 60}, sidecars: []}, 'W14'), []);
  });
});

describe('W15: drain knobs', () => {
  for (const annotations of [
    {[HOLD]: 'terminationDrainDuration: 30s'},
    {[HOLD]: '{"proxyMetadata":{"EXIT_ON_ZERO_ACTIVE_CONNECTIONS":"true"}}'},
    {'config.alpha.linkerd.io/proxy-wait-before-exit-seconds': '20'},
  ]) {
    it(`are advice: ${Object.values(annotations)[0]}`, () => {
      assert.match(told(annotated(annotations), 'W15')[0] ?? '', /^Advice/);
      assert.ok(isUntouched(annotated(annotations)));
    });
  }

  it('are not: other settings', () => assert.deepEqual(told(annotated({[HOLD]: 'concurrency: 2'}), 'W15'), []));
});

describe('W16: fixed waits', () => {
  for (const script of ['sleep 20; populate', 'set -e\necho waiting\nsleep 10\npopulate\n', 'sleep 5 && populate']) {
    it(`are advice: ${script.split('\n').join('; ')}`, () => {
      assert.match(told({script}, 'W16')[0] ?? '', /^Advice: sleep/);
      assert.ok(isUntouched({script}));
    });
  }

  for (const script of ['populate; sleep 20', 'while true; do work; sleep 10; done', 'sleep infinity']) {
    it(`are not: ${script}`, () => assert.deepEqual(told({script}, 'W16'), []));
  }

  it('are not: in a pod without sidecars', () => {
    assert.deepEqual(told({script: 'sleep 5; work', sidecars: []}, 'W16'), []);
  });
});
