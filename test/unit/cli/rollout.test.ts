import assert from 'node:assert/strict';
import {objectsAt, stringsAt, type JsonObject} from '../../../src/domain/json.ts';
import {container, cronJob, daemonSet, deployment, job, podSpec, statefulSet} from '../../support/builders.ts';
import {runCli} from '../../support/run-cli.ts';

const POD = podSpec([container('app'), container('fluent-bit')]);
const LABELS = {template: {labels: {app: 'web'}}};

/** What `why` says of how the change of the first object reaches its pods; the others stand around it. */
async function rollout(...objects: readonly JsonObject[]): Promise<readonly string[]> {
  const stdin = JSON.stringify({apiVersion: 'v1', kind: 'List', items: objects});
  const {stdout} = await runCli(['why', `${String(objects[0]?.['kind'])}/shop/shop`, '-', '-o', 'json'], {stdin});
  return objectsAt(JSON.parse(stdout), 'workloads').flatMap(one => stringsAt(one, 'rollout'));
}

describe('how a change reaches the pods', () => {
  const cases: readonly (readonly [title: string, object: JsonObject, want: readonly RegExp[]])[] = [
    ['of a Deployment', deployment(POD), [/^Its pods are replaced, with 25% of them down and 25% beside them/]],
    [
      'of one that allows no pod to be down',
      deployment(POD, {spec: {strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}}}),
      [/with 0 of them down and 1 beside them at the most/],
    ],
    [
      'of one that is recreated',
      deployment(POD, {spec: {strategy: {type: 'Recreate'}}}),
      [/^All of its pods are stopped/],
    ],
    ['of a StatefulSet', statefulSet(POD), [/^Its pods are replaced, 1 at a time \(its updateStrategy\)\.$/]],
    [
      'of one with a partition',
      statefulSet(POD, {spec: {updateStrategy: {rollingUpdate: {partition: 2}}}}),
      [/, but those below number 2 \(its partition\)\.$/],
    ],
    [
      'of a DaemonSet that waits for somebody',
      daemonSet(POD, {spec: {updateStrategy: {type: 'OnDelete'}}}),
      [/^Its pods are replaced only when somebody deletes them/],
    ],
    ['of a CronJob', cronJob(POD), [/^Nothing restarts: its next run/]],
    ['of a Job', job(POD), []],
    ['of what does not change', deployment(podSpec([container('app')])), []],
  ];
  for (const [title, object, want] of cases) {
    it(`is told ${title}`, async () => {
      const said = await rollout(object);
      assert.equal(said.length, want.length);
      for (const [index, pattern] of want.entries()) assert.match(said[index] ?? '', pattern);
    });
  }

  it('is not held back by a PodDisruptionBudget, which is said of those that select the pods', async () => {
    const budget = (name: string, app: string): JsonObject => ({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: {name, namespace: 'shop'},
      spec: {minAvailable: 1, selector: {matchLabels: {app}}},
    });
    const [, said] = await rollout(deployment(POD, LABELS), budget('web', 'web'), budget('other', 'other'));
    assert.match(said ?? '', /^PodDisruptionBudget web does not hold that back/);
    assert.equal((await rollout(deployment(POD, LABELS), budget('other', 'other'))).length, 1);
  });
});
