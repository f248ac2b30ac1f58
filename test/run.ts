import {spawn, type ChildProcess} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {nodeUnavailableReason} from './cluster/cluster.ts';
import {sweep} from './cluster/sweep.ts';
import type {Counts} from './support/reporter.ts';

/**
 * Everything `make test` runs, in the order in which a mistake is found cheapest.
 * The last line is `N passed, N failed, N skipped`; a check such as lint counts as one test.
 */
type Stage =
  | {readonly type: 'Check'; readonly name: string; readonly command: readonly string[]}
  | {
      readonly type: 'Mocha';
      readonly name: string;
      readonly args: readonly string[];
      readonly skip?: string | undefined;
    };

const STAGES: readonly Stage[] = [
  {type: 'Check', name: 'format', command: ['npm', 'run', '--silent', 'format:check']},
  {type: 'Check', name: 'lint', command: ['npm', 'run', '--silent', 'lint']},
  {type: 'Check', name: 'types', command: ['npm', 'run', '--silent', 'typecheck']},
  {type: 'Mocha', name: 'unit and property', args: ['test/unit/**/*.test.ts', 'test/property/**/*.test.ts']},
  {type: 'Check', name: 'build', command: ['npm', 'run', '--silent', 'build']},
  {
    type: 'Mocha',
    name: 'integration',
    args: ['--require', 'test/support/hooks-integration.ts', 'test/integration/**/*.test.ts'],
  },
  {
    type: 'Mocha',
    name: 'e2e',
    args: ['--require', 'test/support/hooks-e2e.ts', 'test/e2e/**/*.test.ts'],
    skip: nodeUnavailableReason(),
  },
];

const chosen = process.argv.slice(2);
const total = {passed: 0, failed: 0, skipped: 0};
const notes: string[] = [];
/** Of what has ended before it could count. */
const NO_COUNTS: Counts = {passed: 0, failed: 0, skipped: 0, skippedTitles: [], failures: []};
let running: ChildProcess | undefined;
const interruption = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interruption.abort();
    running?.kill(signal);
  });
}

for (const stage of STAGES.filter(stage => chosen.length === 0 || chosen.includes(stage.name))) {
  if (interruption.signal.aborted) break;
  const started = Date.now();
  console.log(`\n── ${stage.name}`);
  if (stage.type === 'Mocha') await runMocha(stage);
  else await runCheck(stage);
  console.log(`── ${stage.name}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
sweep();
if (interruption.signal.aborted) {
  total.failed++;
  notes.push('interrupted: what had not run yet was not run');
}
for (const note of notes) console.log(note);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

async function runCheck(stage: Stage & {type: 'Check'}): Promise<void> {
  const code = await run(stage.command);
  if (code === 0) total.passed++;
  else {
    total.failed++;
    notes.push(`failed: ${stage.name} (${stage.command.join(' ')})`);
  }
}

async function runMocha(stage: Stage & {type: 'Mocha'}): Promise<void> {
  if (stage.skip !== undefined) {
    total.skipped++;
    notes.push(`skipped: ${stage.name}: ${stage.skip}`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'outrigger-counts-'));
  const file = join(folder, 'counts.json');
  const code = await run(['mocha', '--reporter', 'test/support/reporter.ts', ...stage.args], {
    OUTRIGGER_TEST_COUNTS: file,
  });
  add(stage.name, code, existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts) : undefined);
  rmSync(folder, {recursive: true});
}

function add(name: string, code: number, counts: Counts = NO_COUNTS): void {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  if (code !== 0 && counts.failed === 0) {
    total.failed++;
    notes.push(`failed: ${name} ended with exit code ${code} and no failed test: read its output above`);
  }
  for (const title of counts.skippedTitles) notes.push(`skipped: ${title}`);
  // Again, at the end: above them are thousands of lines.
  for (const failure of counts.failures) notes.push(`failed: ${failure}`);
}

/** Tests see no cluster of the person who runs them. */
async function run(command: readonly string[], extra: NodeJS.ProcessEnv = {}): Promise<number> {
  const {KUBECONFIG: _, ...environment} = process.env;
  const [program = '', ...args] = command;
  running = spawn(program, args, {stdio: 'inherit', env: {...environment, ...extra}});
  const child = running;
  return new Promise(resolve => {
    child.once('error', error => {
      console.error(error.message);
      resolve(127);
    });
    child.once('close', code => {
      resolve(code ?? 1);
    });
  });
}
