import assert from 'node:assert/strict';
import {EventNews} from '../../../../src/controllers/job/event-news.ts';
import {RestPodApi} from '../../../../src/controllers/job/rest-pod-api.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {ApiError, ConnectionError} from '../../../../src/kube/api-error.ts';
import type {EventInput} from '../../../../src/kube/events.ts';
import {policy} from '../../../support/builders.ts';
import {jobPodView} from '../../domain/jobs/job-pod.ts';
import {END} from './job-fixture.ts';

describe('EventNews', () => {
  it('tells of a finished pod on the pod and on its Job', () => {
    const events: EventInput[] = [];
    const news = new EventNews({emit: input => void events.push(input)});
    const ending = {phase: 'Failed', exits: [], endedAt: END, backlog: false, sidecars: ['log']} as const;
    news.finished(jobPodView(), policy(), ending);
    assert.deepEqual(
      events.map(({type, reason, regarding, related}) => [type, reason, regarding.kind, regarding.name, related?.kind]),
      [
        ['Normal', 'JobFinalized', 'Pod', 'batch-1', 'SidecarPolicy'],
        ['Normal', 'JobFinalized', 'Job', 'batch', 'Pod'],
      ],
    );
    assert.deepEqual(
      events.map(({regarding}) => regarding.uid),
      ['pod-uid', 'job-uid'],
    );
    assert.match(events[1]?.note ?? '', /^Pod batch-1: The main containers had ended, not all well.*shop\/shop/);
  });
});

describe('RestPodApi', () => {
  const requests: string[] = [];
  const api = (answer: () => JsonObject): RestPodApi => {
    requests.length = 0;
    const request = async (path: string): Promise<JsonObject> => {
      requests.push(path);
      return answer();
    };
    const rest = {get: request, strategicPatch: request};
    return new RestPodApi(rest, {
      write: async (key, send) => {
        requests.push(`write ${key}`);
        return send();
      },
    });
  };
  const failing = (error: Error) => (): never => {
    throw error;
  };
  const refusal = (status: number): ApiError => new ApiError(status, {message: 'no', reason: 'Because'});

  it('reads the pod, and patches its status through the store', async () => {
    const good = api(() => ({a: 1}));
    assert.deepEqual(await good.read(jobPodView()), {a: 1});
    assert.deepEqual(await good.finalize(jobPodView(), {}), {type: 'Written'});
    const path = '/api/v1/namespaces/shop/pods/batch-1';
    assert.deepEqual(requests, [path, 'write shop/batch-1', `${path}/status`]);
  });

  it('asks the server whether the pod’s node is well; one that may not be read counts as well', async () => {
    const ready = (status: string): JsonObject => ({status: {conditions: [{type: 'Ready', status}]}});
    assert.equal(await api(() => ready('True')).nodeIsWell(jobPodView()), true);
    assert.deepEqual(requests, ['/api/v1/nodes/node-1']);
    assert.equal(await api(() => ready('Unknown')).nodeIsWell(jobPodView()), false);
    assert.equal(await api(failing(refusal(404))).nodeIsWell(jobPodView()), false);
    assert.equal(await api(failing(refusal(403))).nodeIsWell(jobPodView()), true);
    await assert.rejects(api(failing(refusal(500))).nodeIsWell(jobPodView()), refusal(500));
    assert.equal(await api(failing(refusal(500))).nodeIsWell(jobPodView({spec: {nodeName: ''}})), true);
  });

  it('tells a pod that is gone, a lost race and a refusal apart', async () => {
    assert.equal(await api(failing(refusal(404))).read(jobPodView()), undefined);
    assert.deepEqual(await api(failing(refusal(404))).finalize(jobPodView(), {}), {type: 'Gone'});
    assert.deepEqual(await api(failing(refusal(409))).finalize(jobPodView(), {}), {type: 'Conflict'});
    for (const status of [400, 403, 422]) {
      const result = await api(failing(refusal(status))).finalize(jobPodView(), {});
      assert.deepEqual(result, {type: 'Refused', message: 'no'});
    }
  });

  it('throws what may pass by itself', async () => {
    const lost = new ConnectionError('cannot reach the server', new Error('reset'));
    for (const error of [lost, refusal(401), refusal(429), refusal(500), new TypeError('bug')]) {
      await assert.rejects(api(failing(error)).finalize(jobPodView(), {}), error);
    }
    await assert.rejects(api(failing(refusal(403))).read(jobPodView()), refusal(403));
  });
});
