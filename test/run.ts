import {existsSync, readFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {sweep} from './cluster/sweep.ts';
import {Children} from './run/children.ts';
import {groupsOfJobs, type Job} from './run/jobs.ts';
import {Tally} from './run/tally.ts';
import {inParallel} from './support/in-parallel.ts';
import type {Counts} from './support/reporter.ts';
import {TemporaryFolder} from './support/temporary-folder.ts';

/** Runs the stages that are named, or all of `test/run/jobs.ts`. The last line is `N passed, N failed, N skipped`. */
const chosen = process.argv.slice(2);
const atOnce = Math.min(availableParallelism(), 4);
const tally = new Tally();
const children = new Children();
const interruption = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interruption.abort();
    children.kill(signal);
  });
}

for (const group of groupsOfJobs()) {
  const jobs = group.filter(({stage}) => chosen.length === 0 || chosen.includes(stage));
  await inParallel(jobs, atOnce, runTimed);
}
sweep();
if (interruption.signal.aborted) tally.fail('interrupted: what had not run yet was not run');
for (const line of tally.lines()) console.log(line);
process.exitCode = tally.exitCode();

async function runTimed(job: Job): Promise<void> {
  if (interruption.signal.aborted) return;
  const started = Date.now();
  console.log(`── ${job.name}`);
  if (job.type === 'Mocha') await runMocha(job);
  else tally.check(job, await children.run(job));
  console.log(`── ${job.name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

async function runMocha({name, args, skip}: Job & {type: 'Mocha'}): Promise<void> {
  if (skip !== undefined) {
    tally.skip(name, skip);
    return;
  }
  const folder = new TemporaryFolder();
  const file = join(folder.path, 'counts.json');
  const command = ['mocha', '--reporter', 'test/support/reporter.ts', ...args];
  const code = await children.run({name, command, environment: {OUTRIGGER_TEST_COUNTS: file}});
  tally.mocha(name, code, existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts) : undefined);
  folder.remove();
}
