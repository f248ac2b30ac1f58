import assert from 'node:assert/strict';
import {cleanedScript, found, ISTIO_PROXY, isUntouched, SQL_PROXY, told, type Stage} from './stage.ts';

const READY = 'http://localhost:15021/healthz/ready';
const istio: Stage = {sidecar: ISTIO_PROXY};

describe('W1: waits on proxies', () => {
  it('are not: a port that the app declares, whoever else uses such a port', () => {
    const app = {ports: [{containerPort: 9901}]};
    const script = 'serve & until curl -fs localhost:9901/ready; do sleep 1; done; warm-up; wait';
    assert.deepEqual(told({script, app}, 'W1'), []);
    assert.equal(told({script}, 'W1').length, 1);
  });

  const removed: readonly (readonly [string, string, string, Stage])[] = [
    ['until', `until curl -fsS ${READY}; do echo waiting; sleep 1; done; serve`, 'serve', istio],
    [
      'while not',
      `while ! curl -s -f ${READY} >/dev/null 2>&1\ndo\n  sleep 1\ndone\nexec serve\n`,
      'exec serve\n',
      istio,
    ],
    ['before &&', `until curl -fs ${READY}; do sleep 1; done && serve`, 'serve', istio],
    [
      'by status code',
      `until [ "$(curl -s -o /dev/null -w '%{http_code}' ${READY})" = "200" ]; do sleep 1; done\nserve`,
      'serve',
      istio,
    ],
    ['curl that tries again', `curl --retry 30 --retry-connrefused -s ${READY}\nserve`, 'serve', istio],
    ['nc on the port of a sidecar', 'until nc -z 127.0.0.1 5432; do sleep 1; done; serve', 'serve', {}],
    ['after set', `set -eu\nuntil wget -q -O- ${READY}; do sleep 2; done\nserve`, 'set -eu\nserve', istio],
  ];
  for (const [title, script, after, more] of removed) {
    it(`go where a gate is there: ${title}`, () => assert.equal(cleanedScript({script, ...more}), after));
  }

  const wait = `until curl -fsS ${READY}; do sleep 1; done; serve`;
  const {startupProbe: _, ...ungated} = SQL_PROXY;
  const advised: readonly (readonly [string, Stage])[] = [
    ['a proxy that is not native', {script: wait}],
    [
      'a sidecar without a startup probe',
      {script: 'until nc -z localhost 5432; do sleep 1; done; serve', sidecar: ungated},
    ],
    [
      'a loop that does more',
      {script: `until curl -fsS ${READY}; do date >> /tmp/log; sleep 1; done; serve`, ...istio},
    ],
    ['a loop that gives up', {script: `for i in 1 2 3; do curl -fs ${READY} && break; sleep 1; done; serve`, ...istio}],
    [
      'an init container',
      {
        ...istio,
        spec: {
          initContainers: [{name: 'wait', command: ['sh', '-c', `until curl -fsS ${READY}; do sleep 1; done; echo`]}],
        },
      },
    ],
  ];
  for (const [title, stage] of advised) {
    it(`are advice: ${title}`, () => {
      assert.deepEqual(
        found(stage, 'W1').map(({verdict}) => verdict),
        ['Advice'],
      );
      assert.ok(isUntouched(stage));
    });
  }

  const alike: readonly (readonly [string, string])[] = [
    ['a wait for a service elsewhere', 'until curl -fsS http://db.shop:8080/ready; do sleep 1; done; serve'],
    ["a loop on the app's own port", 'until curl -fsS http://localhost:8080/ready; do sleep 1; done; warm-up'],
    ['a loop of work', 'while true; do work; sleep 5; done'],
  ];
  for (const [title, script] of alike) {
    it(`are not: ${title}`, () => assert.deepEqual(told({script, ...istio}, 'W1'), []));
  }
});
