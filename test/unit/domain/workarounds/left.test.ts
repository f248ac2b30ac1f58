import assert from 'node:assert/strict';
import type {Decision} from '../../../../src/domain/decision.ts';
import {NO_FACTS} from '../../../../src/domain/facts.ts';
import {plan} from '../../../../src/domain/plan.ts';
import {leftFinding, workaroundsLeft} from '../../../../src/domain/workarounds/left.ts';
import {container, native, podSpec, policy, workload} from '../../../support/builders.ts';

const QUIT = 'serve; x=$?; curl -X POST localhost:9091/quitquitquit; exit $x';
const app = (fields = {}) => container('app', {command: ['sh', '-c', QUIT], ...fields});
const ALL_ADMISSION = {...NO_FACTS, admission: {pods: true, templates: true}};

/** `id verdict` of what is left under the builder's policy, whose sidecar is `log`. */
function told(spec: ReturnType<typeof podSpec>, decision?: Decision): readonly string[] {
  const one = workload('Deployment', spec);
  return workaroundsLeft(one, decision ?? plan(one, policy(), ALL_ADMISSION)).map(
    ({id, verdict}) => `${id} ${verdict}`,
  );
}

describe('workarounds that are left', () => {
  it('are those of what would be converted, judged as it would be then', () => {
    assert.deepEqual(told(podSpec([app(), container('log', {args: ['--admin=9092']})])), ['W2 Advice']);
    const script = 'until nc -z localhost 7070; do sleep 1; done; serve';
    const waiting = app({command: ['sh', '-c', script]});
    const probe = {startupProbe: {tcpSocket: {port: 7070}}, ports: [{containerPort: 7070}]};
    assert.deepEqual(told(podSpec([waiting, container('log', probe)])), ['W1 Removable']);
  });

  it('are not what the conversion itself takes away', () => {
    const sleeping = container('log', {lifecycle: {preStop: {sleep: {seconds: 5}}}});
    assert.deepEqual(told(podSpec([container('app'), sleeping])), []);
  });

  it('are those of what is native', () => {
    assert.deepEqual(told(podSpec([app()], {initContainers: [native('log')]})), ['W2 Advice']);
  });

  it('are not what only looks like one', () => {
    const spec = podSpec([container('app', {lifecycle: {preStop: {sleep: {seconds: 5}}}})], {
      initContainers: [native('log')],
    });
    assert.deepEqual(told(spec), []);
  });

  it('are none where nothing becomes native', () => {
    const spec = podSpec([app(), container('log')]);
    assert.deepEqual(told(spec, {type: 'Blocked', findings: []}), []);
    assert.deepEqual(told(spec, {type: 'NotSelected'}), []);
  });

  it('are one finding, which names each kind once', () => {
    const [one, ...others] = leftFinding(
      (['W2', 'W2', 'W14'] as const).map(id => ({id, verdict: 'Advice', message: '', path: `of ${id}`, evidence: ''})),
    );
    assert.deepEqual([others, one?.code, one?.severity, one?.path], [[], 'WorkaroundLeft', 'info', 'of W2']);
    assert.match(one?.message ?? '', /: W2 \(quit calls after the main\), W14 \(time limits\)\./);
    assert.deepEqual(leftFinding([]), []);
  });
});
