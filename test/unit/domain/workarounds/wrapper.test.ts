import assert from 'node:assert/strict';
import {cleaned, cleanedContainer, cleanedScript, found, isUntouched, ISTIO_PROXY, told, type Stage} from './stage.ts';

const MOUNTS = [
  {name: 'graveyard', mountPath: '/graveyard'},
  {name: 'kubexit', mountPath: '/kubexit'},
];

function kubexit(more: Stage = {}): Stage {
  return {
    script: 'set -e\n/kubexit/kubexit migrate --all\n',
    app: {
      env: [
        {name: 'KUBEXIT_NAME', value: 'app'},
        {name: 'KUBEXIT_BIRTH_DEPS', value: 'db'},
        {name: 'MODE', value: 'x'},
      ],
      volumeMounts: MOUNTS,
    },
    sidecar: {
      name: 'db',
      command: ['/kubexit/kubexit', '/db', '--port=1'],
      env: [
        {name: 'KUBEXIT_GRAVEYARD', value: '/graveyard'},
        {name: 'KUBEXIT_DEATH_DEPS', value: 'app'},
      ],
      startupProbe: {tcpSocket: {port: 1}},
      volumeMounts: MOUNTS,
    },
    spec: {
      initContainers: [
        {name: 'kubexit', command: ['cp', '/bin/kubexit', '/kubexit/kubexit'], volumeMounts: MOUNTS.slice(1)},
      ],
      volumes: [
        {name: 'graveyard', emptyDir: {medium: 'Memory'}},
        {name: 'kubexit', emptyDir: {}},
      ],
    },
    ...more,
  };
}

describe('W6: wrappers', () => {
  it('kubexit goes with its variables, volumes and the init container that brought it', () => {
    assert.deepEqual(cleaned(kubexit()).spec, {
      containers: [
        {
          name: 'app',
          image: 'registry.example/app:1',
          command: ['sh', '-c'],
          args: ['set -e\nmigrate --all\n'],
          env: [{name: 'MODE', value: 'x'}],
        },
        {name: 'db', command: ['/db', '--port=1'], startupProbe: {tcpSocket: {port: 1}}},
      ],
    });
  });

  it('kubexit leaves a volume that something else uses', () => {
    const stage = kubexit({script: '/kubexit/kubexit migrate --out /graveyard/report'});
    assert.deepEqual(cleaned(stage).spec['volumes'], [{name: 'graveyard', emptyDir: {medium: 'Memory'}}]);
    assert.deepEqual(cleanedContainer(stage)['volumeMounts'], MOUNTS.slice(0, 1));
  });

  it('kubexit is advice while a container that dies with another stays classic, and says that it must go', () => {
    const stage = kubexit({sidecars: []});
    assert.ok(isUntouched(stage));
    assert.deepEqual(
      found(stage, 'W6').map(({verdict}) => verdict),
      ['Advice', 'Advice'],
    );
    const [{message} = {message: ''}] = found(stage, 'W6');
    assert.match(message, /must go with the conversion.*By its variables a sidecar is here: db\. .*names: \[db\]/);
  });

  it('kubexit is advice where the app would no longer wait for what it needs', () => {
    const {startupProbe: _, ...sidecar} = kubexit().sidecar ?? {};
    assert.ok(isUntouched(kubexit({sidecar})));
    const app = kubexit().app ?? {};
    const env = [{name: 'KUBEXIT_BIRTH_DEPS', value: 'db, other'}];
    assert.ok(isUntouched(kubexit({app: {...app, env}})));
  });

  it('scuttle goes from a script, also behind exec', () => {
    assert.equal(cleanedScript({script: 'exec scuttle migrate up', sidecar: ISTIO_PROXY}), 'exec migrate up');
  });

  it('a wrapper that is the whole command leaves its arguments as the command', () => {
    const app = {command: ['/linkerd-await', '--shutdown', '--'], args: ['/job', '-v']};
    const stage: Stage = {app, sidecars: ['linkerd-proxy']};
    assert.deepEqual(cleanedContainer(stage)['command'], ['/job', '-v']);
    assert.equal('args' in cleanedContainer(stage), false);
  });

  const advised: readonly (readonly [string, Stage])[] = [
    ['the program is not named', {app: {command: ['scuttle']}, sidecar: ISTIO_PROXY}],
    ['the proxy has no startup probe', {app: {command: ['scuttle', 'job']}, sidecar: {name: 'istio-proxy'}}],
    ['the mesh is not native', {app: {command: ['scuttle', 'job']}}],
    [
      'where its options end is not clear',
      {app: {command: ['linkerd-await', '-S', 'job']}, sidecars: ['linkerd-proxy']},
    ],
    ['only its variables are seen', {app: {env: [{name: 'ISTIO_QUIT_API', value: 'http://localhost:15020'}]}}],
  ];
  for (const [title, stage] of advised) {
    it(`are advice where ${title}`, () => {
      assert.deepEqual(
        found(stage, 'W6').map(({verdict}) => verdict),
        ['Advice'],
      );
      assert.ok(isUntouched(stage));
    });
  }

  it('are not: tini, or a script that names one', () => {
    assert.deepEqual(told({app: {command: ['tini', '--', 'job']}}, 'W6'), []);
    assert.deepEqual(told({script: 'echo kubexit; job'}, 'W6'), []);
  });
});
