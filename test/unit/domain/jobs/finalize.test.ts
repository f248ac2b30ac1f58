import assert from 'node:assert/strict';
import type {Ending} from '../../../../src/domain/jobs/assessment.ts';
import {finalizePatch} from '../../../../src/domain/jobs/finalize.ts';
import {objectAt, objectsAt} from '../../../../src/domain/json.ts';
import {ENDED_AT, jobPodView} from './job-pod.ts';

const END = Date.parse(ENDED_AT);
const NOW = END + 10_123;
const ending: Ending = {phase: 'Succeeded', exits: [], endedAt: END, backlog: false, sidecars: ['log']};

describe('finalizePatch', () => {
  it('sets phase, annotation and condition at once, on the version that was judged', () => {
    assert.deepEqual(finalizePatch(jobPodView(), ending, 'shop/shop', NOW), {
      metadata: {
        resourceVersion: '7',
        annotations: {'outrigger.dev/finalized': '2026-11-01T10:00:10Z attempt 1'},
      },
      status: {
        phase: 'Succeeded',
        conditions: [
          {
            type: 'outrigger.dev/Finalized',
            status: 'True',
            reason: 'MainContainersSucceeded',
            message:
              'All main containers had succeeded by 2026-11-01T10:00:00Z and only the sidecar log still ran, ' +
              'so policy shop/shop let the pod count as Succeeded.',
            lastTransitionTime: '2026-11-01T10:00:10Z',
          },
        ],
      },
    });
  });

  it('says what failed, and names every sidecar that still ran', () => {
    const patch = finalizePatch(jobPodView(), {...ending, phase: 'Failed', sidecars: ['log', 'proxy']}, 'all', NOW);
    const [condition] = objectsAt(patch, 'status', 'conditions');
    assert.equal(objectAt(patch, 'status')['phase'], 'Failed');
    assert.equal(condition?.['reason'], 'MainContainersFailed');
    assert.match(String(condition['message']), /not all well.*only the sidecars log, proxy still ran.*Failed/);
  });

  it('writes another annotation value with every attempt, so that the kubelet looks again', () => {
    const second = finalizePatch({...jobPodView(), finalized: '2026-11-01T10:00:10Z attempt 1'}, ending, 'p', NOW);
    assert.equal(
      objectAt(second, 'metadata', 'annotations')['outrigger.dev/finalized'],
      '2026-11-01T10:00:10Z attempt 2',
    );
  });
});
