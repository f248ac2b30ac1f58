import assert from 'node:assert/strict';
import {objectAt, stringAt} from '../../../src/domain/json.ts';
import type {Write} from '../../support/api-proxy.ts';
import {inBatches} from '../loop/in-batches.ts';
import {Kubelet} from '../loop/kubelet.ts';
import {Lab} from '../loop/lab.ts';
import {assertQuiet} from './fault-run.ts';
import {STORIES, type Story} from './kill-stories.ts';
import {policyAs, workloadsOf} from './snapshot.ts';

const WHEN = ['Never', 'Before', 'After'] as const;
type When = (typeof WHEN)[number];

interface Run {
  readonly story: Story;
  readonly when: When;
  readonly namespace: string;
}

/** What must not depend on whether the operator was killed. */
interface End {
  readonly workloads: readonly {readonly key: string; readonly writes: number}[];
  readonly policies: readonly object[];
}

const RUNS: readonly Run[] = STORIES.flatMap((story, index) =>
  WHEN.map(when => ({story, when, namespace: `faults-killed-late-${index}-${when.toLowerCase()}`})),
);

describe('an operator that is killed', function () {
  this.timeout(300_000);
  const ends = new Map<Run, End>();
  const failures = new Map<Run, unknown>();

  before(async () => {
    await inBatches(RUNS, async run => {
      await endOf(run).then(
        end => ends.set(run, end),
        (error: unknown) => failures.set(run, error),
      );
    });
  });

  for (const story of STORIES) {
    for (const when of ['Before', 'After'] as const) {
      it(`${when.toLowerCase()} it has written ${story.title} brings it to the same end`, () => {
        const [wanted, is] = [endIn(story, 'Never'), endIn(story, when)];
        assert.deepEqual(is, wanted);
        // The conversion and what came of it, over both processes.
        for (const {key, writes} of is.workloads) assert.equal(writes, 2, key);
      });
    }
  }

  function endIn(story: Story, when: When): End {
    const run = RUNS.find(each => each.story === story && each.when === when);
    const end = run === undefined ? undefined : ends.get(run);
    if (end === undefined) throw run === undefined ? new Error('there is no such run') : failures.get(run);
    return end;
  }
});

/** Lives through a story. */
async function endOf({story, when, namespace}: Run): Promise<End> {
  const lab = await Lab.open(namespace);
  const kubelet = await Kubelet.start(lab.admin.rest, namespace);
  kubelet.decide((name, native) => (native && name === 'crash' ? 'Crashes' : 'Runs'));
  try {
    const first = await lab.start();
    await story.prepare(lab);
    const killed = when === 'Never' ? Promise.resolve() : killAt(lab, story.write, when);
    await story.trigger(lab);
    await killed;
    const operators = when === 'Never' ? [first] : [first, await lab.start()];
    await story.end(lab);
    assertQuiet({operators}, {warnings: 0});
    const end = await stateOf(lab);
    assert.equal(await lab.operator.stop(), 0);
    return end;
  } finally {
    await kubelet.stop();
    await lab.close();
  }
}

/** Kills the operator before the server gets such a write, or before the operator hears that the server has done it. */
function killAt(lab: Lab, wanted: (write: Write) => boolean, when: 'Before' | 'After'): Promise<void> {
  return new Promise(resolve => {
    const hook = async (write: Write): Promise<void> => {
      if (!wanted(write)) return;
      lab.proxy.onArrival = lab.proxy.onAnswer = () => undefined;
      await lab.operator.kill();
      resolve();
      if (when === 'After') return;
      write.status = NEVER_ASKED;
      throw new Error('the server is not to get it');
    };
    if (when === 'Before') lab.proxy.onArrival = hook;
    else lab.proxy.onAnswer = hook;
  });
}

/** Not one of HTTP's. */
const NEVER_ASKED = 999;

async function stateOf(lab: Lab): Promise<End> {
  const policies = await lab.admin.list('SidecarPolicy', lab.namespace);
  const workloads = (await workloadsOf(lab.admin, 'Deployment', lab.namespace)).map(([key, workload]) => ({
    key,
    ...workload,
    failed: failureOf(objectAt(workload)['failed']),
    writes: lab.writes(key.replace('Deployment/', '')),
  }));
  const state = {workloads, policies: policies.map(policyAs)};
  return JSON.parse(JSON.stringify(state).replaceAll(lab.namespace, 'NAMESPACE')) as End;
}

/** A failed mark without its time, and without what differs from policy to policy. */
function failureOf(mark: unknown): unknown {
  if (typeof mark !== 'string') return mark;
  const {policy, template, reason, message} = JSON.parse(mark) as Record<string, unknown>;
  return {policy, template: typeof template, reason, message, isDated: stringAt(JSON.parse(mark), 'at') !== undefined};
}
