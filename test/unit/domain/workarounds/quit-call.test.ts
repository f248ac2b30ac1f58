import assert from 'node:assert/strict';
import {cleanedScript, found, ISTIO_PROXY, isUntouched, told, type Stage} from './stage.ts';

const CALL = 'curl -sS -X POST http://localhost:9091/quitquitquit';

describe('W2: quit calls', () => {
  const removed: readonly (readonly [string, string, string, Stage?])[] = [
    ['at the end of a line', `migrate up; ${CALL}`, 'migrate up'],
    ['with a semicolon after it', `migrate up; ${CALL};`, 'migrate up;'],
    ['on a line of its own', `set -e\nmigrate up\n${CALL}\n`, 'set -e\nmigrate up\n'],
    ['indented', `  migrate up\n  ${CALL}\n  echo done\n`, '  migrate up\n  echo done\n'],
    ['after &&', `cd /srv && migrate up && ${CALL}`, 'cd /srv && migrate up'],
    ['before exit with the kept code', `migrate up; x=$?; ${CALL} && exit $x`, 'migrate up; x=$?; exit $x'],
    ['with its failure ignored', `migrate up; code=$?; ${CALL} || true; exit $code`, 'migrate up; code=$?; exit $code'],
    [
      'in a branch beside something else',
      `if migrate up; then ${CALL}; echo ok; fi`,
      'if migrate up; then echo ok; fi',
    ],
    ['twice', `migrate up\n${CALL}\n${CALL} || :\n`, 'migrate up\n'],
    ['by wget', 'migrate up; wget -q -O /dev/null --post-data= http://127.0.0.1:9091/quitquitquit', 'migrate up'],
    [
      'over several lines, with the comments around it kept',
      `# work\nmigrate up # now\ncurl -f \\\n  -X POST \\\n  http://localhost:9091/quitquitquit >/dev/null 2>&1\n# end\nexit 0\n`,
      '# work\nmigrate up # now\n# end\nexit 0\n',
    ],
    [
      'of Istio',
      'job; x=$?; curl -fsI -X POST http://localhost:15020/quitquitquit && exit $x',
      'job; x=$?; exit $x',
      {sidecar: ISTIO_PROXY},
    ],
    [
      'of a proxy that an injector adds natively',
      'job; curl -X POST localhost:15020/quitquitquit',
      'job',
      {metadata: {annotations: {'sidecar.istio.io/nativeSidecar': 'true'}}},
    ],
    [
      'of Linkerd through /dev/tcp',
      `job; printf 'POST /shutdown HTTP/1.0\\r\\n\\r\\n' > /dev/tcp/localhost/4191`,
      'job',
      {sidecar: {name: 'linkerd-proxy', image: 'cr.l5d.io/linkerd/proxy:edge'}},
    ],
  ];
  for (const [title, script, after, more] of removed) {
    it(`go: ${title}`, () => assert.equal(cleanedScript({script, ...more}), after));
  }

  const advised: readonly (readonly [string, string, Stage?])[] = [
    ['alone in the script', CALL],
    ['whose answer is kept', `migrate; curl -o /tmp/answer http://localhost:9091/quitquitquit`],
    ['that decides', `if ${CALL}; then migrate; fi`],
    ['only after a failure', `migrate || ${CALL}`],
    ['after a test, whose code would become the script’s', `migrate; [ -n "$V" ] && echo v; ${CALL}`],
    ['after a pipe into a test', `migrate | [ -n "$V" ]; ${CALL}`],
    ['after something in the background', `migrate & ${CALL}`],
    ['with a variable for the port', `migrate; curl -X POST http://localhost:$PORT/quitquitquit`],
    ['in a script with a mistake', `migrate; if; ${CALL}`],
    ['of a proxy that is not native', 'job; curl -X POST localhost:15020/quitquitquit'],
    ['whose own code is asked for', `migrate; ${CALL}; [ $? = 0 ] || alert; exit 0`],
    ['last in a part of the script, whose code decides what runs next', `( migrate; ${CALL} ) && report`],
    ['last in a function', `all() { migrate; ${CALL}; }\nall\n`],
    ['after && where set -e would see more than before', `set -e; migrate && ${CALL}; report`],
    ['whose own code is kept', `migrate; ${CALL} && x=$?; exit $x`],
    ['in a loop of its own', `migrate; until ${CALL}; do sleep 1; done`],
    ['as the only command of a function', `bye() { ${CALL}; }\nmigrate\nbye\n`],
  ];
  for (const [title, script, more] of advised) {
    it(`are advice: ${title}`, () => {
      const stage = {script, ...more};
      assert.deepEqual(
        found(stage, 'W2').map(({verdict}) => verdict),
        ['Advice'],
      );
      assert.ok(isUntouched(stage));
    });
  }

  it('are told apart from arguments that a folded text made of them', () => {
    const [advice] = found({script: 'batch --host=db curl http://localhost:9091/quitquitquit'}, 'W2');
    assert.match(advice?.message ?? '', /argument of batch and is never sent/);
    assert.equal(advice?.verdict, 'Advice');
  });

  const alike: readonly (readonly [string, string])[] = [
    ["the app's own API", 'serve & curl -X POST http://localhost:8080/shutdown; wait'],
    ['another host', 'job; curl -X POST http://orders.shop:3500/v1.0/shutdown'],
    ['another path of the same port', 'job; curl http://localhost:9091/metrics'],
    ['words that are only printed', 'job; echo done'],
  ];
  for (const [title, script] of alike) {
    it(`are not: ${title}`, () => assert.deepEqual(told({script}, 'W2'), []));
  }

  it('have a place and their words', () => {
    const [call] = found({script: `migrate up; ${CALL}`}, 'W2');
    assert.deepEqual([call?.path, call?.evidence], ['spec.containers[0].args[0]', CALL]);
  });
});
