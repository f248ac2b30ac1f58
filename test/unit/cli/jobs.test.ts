import assert from 'node:assert/strict';
import {withoutColour} from '../../../src/cli/output/paint.ts';
import {widthOf} from '../../../src/cli/output/width.ts';
import {jobsData} from '../../../src/cli/report/jobs-data.ts';
import {jobsText} from '../../../src/cli/report/jobs-text.ts';
import type {HangingPod} from '../../../src/domain/jobs/stuck-now.ts';
import {policy} from '../../support/builders.ts';
import {jobPodView} from '../domain/jobs/job-pod.ts';

const NOW = Date.parse('2026-11-03T10:00:00Z');
const HOUR = 3_600_000;
const SCREEN = {width: 80, paint: withoutColour};

function hanging(fields: Partial<HangingPod> = {}): HangingPod {
  return {
    pod: jobPodView(),
    workload: 'CronJob/shop/nightly',
    policy: policy(),
    sidecars: ['log'],
    endedAt: NOW - 10 * HOUR,
    backlog: true,
    consequence: 'None',
    requests: {cpuCores: 0.5, memoryBytes: 2 ** 30},
    ...fields,
  };
}

describe('stuck Jobs', () => {
  it('are added up: what they hold now, and what they have held', () => {
    const {pods, cores, gib, coreHours, gibHours} = jobsData([hanging(), hanging({endedAt: NOW - 30 * HOUR})], NOW);
    assert.deepEqual([pods, cores, gib, coreHours, gibHours], [2, 1, 2, 20, 40]);
  });

  it('are grouped by their CronJob or Job, what has held most first', () => {
    const pods = [hanging({workload: 'Job/shop/once', endedAt: NOW - HOUR}), hanging(), hanging({sidecars: ['proxy']})];
    assert.deepEqual(
      jobsData(pods, NOW).workloads.map(({kind, name, pods, coreHours, sidecars}) => [
        kind,
        name,
        pods,
        coreHours,
        sidecars,
      ]),
      [
        ['CronJob', 'nightly', 2, 10, ['log', 'proxy']],
        ['Job', 'once', 1, 0.5, ['log']],
      ],
    );
  });

  it('are told with the oldest, and with what would run if they were finished', () => {
    const pods = [
      hanging({consequence: 'MayRunAgain'}),
      hanging({consequence: 'MayRunMissed', endedAt: NOW - 48 * HOUR}),
      hanging({consequence: 'RunsNextCompletion', hold: 'NodeUnwell'}),
    ];
    const text = jobsText(jobsData(pods, NOW), NOW, SCREEN);
    const flat = text.replaceAll(/\s+/g, ' ');
    assert.match(
      flat,
      /3 pods of Jobs hang on their sidecars\. They hold 1\.5 cores and 3 GiB by their requests: 34 core-hours and 68 GiB-hours so far\./,
    );
    assert.match(
      flat,
      /The oldest is Pod\/shop\/batch-1 of CronJob\/shop\/nightly, since 2026-11-01T10:00:00Z \(2 days\)\./,
    );
    assert.match(
      flat,
      /If finished: 1 would run a failed main again, 1 would start a missed run, 1 would go on with the next completion\./,
    );
    assert.match(flat, /No policy finishes 1 of them until the node is ready\./);
    assert.match(text, /^CronJob\/shop\/nightly +3 +2 days +34 +68 +log$/m);
  });

  it('say so in a line where there is none', () => {
    assert.equal(jobsText(jobsData([], NOW), NOW, SCREEN), 'No Job hangs on a sidecar.\n');
  });

  it('fit 80 columns whatever their names, and end after ten', () => {
    const name = 'x'.repeat(52);
    const pods = Array.from({length: 12}, (_, index) =>
      hanging({workload: `CronJob/${'y'.repeat(63)}/${name}${index}`, sidecars: ['z'.repeat(63), 'log']}),
    );
    const lines = jobsText(jobsData(pods, NOW), NOW, SCREEN).split('\n');
    assert.deepEqual(
      lines.filter(line => widthOf(line) > 80),
      [],
    );
    assert.ok(lines.includes('and 2 more: -o json has all'));
  });
});
