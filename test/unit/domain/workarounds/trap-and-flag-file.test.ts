import assert from 'node:assert/strict';
import {objectsAt} from '../../../../src/domain/json.ts';
import {cleaned, cleanedContainer, cleanedScript, found, isUntouched, told, type Stage} from './stage.ts';

describe('W3: traps that end the sidecar', () => {
  it('go where that is all they do', () => {
    const script = "trap 'curl -X POST http://localhost:9091/quitquitquit' EXIT\nmigrate\n";
    assert.equal(cleanedScript({script}), 'migrate\n');
    assert.deepEqual(told({script}, 'W2'), []);
  });

  it('are advice where they do more', () => {
    const stage = {script: "trap 'rm -f /srv/lock; curl -X POST http://localhost:9091/quitquitquit' EXIT\nmigrate\n"};
    assert.deepEqual(
      found(stage, 'W3').map(({verdict}) => verdict),
      ['Advice'],
    );
    assert.ok(isUntouched(stage));
  });

  it("are not the app's own", () =>
    assert.deepEqual(told({script: "trap 'rm -f /srv/lock' EXIT\nmigrate\n"}, 'W3'), []));
});

const LOOP = `/proxy -p 5432 & PID=$!
while true; do
  if [[ -f "/lifecycle/done" ]]; then kill $PID; exit 0; fi
  sleep 1
done`;

function flagged(script: string, loop = LOOP, more: Stage = {}): Stage {
  const mounts = {volumeMounts: [{name: 'lifecycle', mountPath: '/lifecycle'}]};
  return {
    script,
    app: mounts,
    sidecar: {name: 'proxy', image: 'proxy:1', command: ['/bin/sh', '-c'], args: [loop], ...mounts},
    spec: {
      volumes: [
        {name: 'lifecycle', emptyDir: {}},
        {name: 'other', emptyDir: {}},
      ],
    },
    ...more,
  };
}

describe('W4: flag files', () => {
  it('go on both sides, with their volume', () => {
    const stage = flagged('migrate\ntouch /lifecycle/done\n');
    assert.equal(cleanedScript(stage), 'migrate\n');
    assert.deepEqual(cleanedContainer(stage, 'proxy')['args'], ['exec /proxy -p 5432']);
    assert.equal('volumeMounts' in cleanedContainer(stage), false);
    assert.equal('volumeMounts' in cleanedContainer(stage, 'proxy'), false);
    assert.deepEqual(objectsAt(cleaned(stage).spec, 'volumes'), [{name: 'other', emptyDir: {}}]);
  });

  it('go from a trap', () => {
    assert.equal(cleanedScript(flagged('trap "touch /lifecycle/done" EXIT\nmigrate\n')), 'migrate\n');
  });

  it('are found with other loops around the same test', () => {
    const loop = 'set -e; /proxy & CHILD=$!; (until [ -e /lifecycle/done ]; do sleep 5; done); kill -TERM ${CHILD}';
    const plain = 'set -e; /proxy & CHILD=$!; until [ -e /lifecycle/done ]; do sleep 5; done; kill -TERM $CHILD';
    assert.deepEqual(cleanedContainer(flagged('work', plain), 'proxy')['args'], ['set -e; exec /proxy']);
    assert.deepEqual(
      found(flagged('work', loop), 'W4').map(({verdict}) => verdict),
      ['Advice'],
    );
  });

  it('keep the volume where the app uses it for more', () => {
    const stage = flagged('migrate > /lifecycle/report; touch /lifecycle/done');
    assert.equal(cleanedScript(stage), 'migrate > /lifecycle/report');
    assert.equal(objectsAt(cleaned(stage).spec, 'volumes').length, 2);
    assert.ok('volumeMounts' in cleanedContainer(stage));
  });

  it('keep a volume in a folder that programs use without being told', () => {
    const mounts = {volumeMounts: [{name: 'lifecycle', mountPath: '/tmp'}]};
    const sidecar = {name: 'proxy', command: ['sh', '-c', LOOP.replace('/lifecycle', '/tmp')], ...mounts};
    const stage = flagged('migrate; touch /tmp/done', LOOP, {app: mounts, sidecar});
    assert.equal(cleanedScript(stage), 'migrate');
    assert.equal(objectsAt(cleaned(stage).spec, 'volumes').length, 2);
  });

  it('stay where the app reads the file, too', () => {
    const stage = flagged('migrate; touch /lifecycle/done; while [ -f /lifecycle/done ]; do sleep 1; done');
    assert.deepEqual(
      found(stage, 'W4').map(({verdict}) => verdict),
      ['Removable', 'Advice'],
    );
  });

  const advised: readonly (readonly [string, string])[] = [
    ['saves something at the end', LOOP.replace('exit 0', 'cp /var/report /out; exit 0')],
    ['looks for two files', `${LOOP}\nwhile [ -f /lifecycle/more ]; do sleep 1; done`],
    ['runs the program in a pipe', LOOP.replace('5432 &', '5432 | tee /log &')],
  ];
  for (const [title, loop] of advised) {
    it(`are advice where the sidecar's script ${title}`, () => {
      const stage = flagged('work', loop);
      assert.deepEqual(
        found(stage, 'W4').map(({verdict}) => verdict),
        ['Advice'],
      );
      assert.ok(isUntouched(stage));
    });
  }

  it('are not: a sidecar that waits for its own child', () => {
    assert.deepEqual(told(flagged('work', '/proxy & PID=$!; wait $PID'), 'W4'), []);
  });

  it('are not: a file that the app makes for itself', () => {
    assert.deepEqual(told({script: 'migrate; touch /srv/done'}, 'W4'), []);
  });
});
