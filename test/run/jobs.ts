import {globSync} from 'node:fs';
import {nodeUnavailableReason} from '../cluster/cluster.ts';

/** A check such as lint counts as one test; Mocha's tests are counted. */
export type Job =
  | {readonly type: 'Check'; readonly stage: string; readonly name: string; readonly command: readonly string[]}
  | {
      readonly type: 'Mocha';
      readonly stage: string;
      readonly name: string;
      readonly args: readonly string[];
      /** why it cannot run on this machine */
      readonly skip?: string | undefined;
    };

/** Each part has a cluster of its own: more parts fill the cores better, and cost the start of one each. */
const INTEGRATION_PARTS = 6;

const check = (stage: string, ...command: readonly string[]): Job => ({type: 'Check', stage, name: stage, command});

/**
 * Everything `make test` runs: what a group needs was done by those before it, and its jobs run beside each other, the
 * longest first.
 */
export function groupsOfJobs(): readonly (readonly Job[])[] {
  return [
    [
      unitAndProperty(),
      check('format', 'npm', 'run', '--silent', 'format:check'),
      check('lint', 'npm', 'run', '--silent', 'lint'),
      check('types', 'npm', 'run', '--silent', 'typecheck'),
      check('build', 'npm', 'run', '--silent', 'build'),
    ],
    [check('programs', 'node', 'test/run/programs.ts')],
    [e2e(), ...integration()],
  ];
}

function unitAndProperty(): Job {
  const name = 'unit and property';
  return {type: 'Mocha', stage: name, name, args: ['test/unit/**/*.test.ts', 'test/property/**/*.test.ts']};
}

function e2e(): Job {
  const args = ['--require', 'test/support/hooks-e2e.ts', 'test/e2e/**/*.test.ts'];
  return {type: 'Mocha', stage: 'e2e', name: 'e2e', args, skip: nodeUnavailableReason()};
}

/** Neighbours in a folder are much alike in what they take, so that each part gets some of them. */
function integration(): readonly Job[] {
  const files = globSync('test/integration/**/*.test.ts').sort();
  return Array.from({length: INTEGRATION_PARTS}, (_, part): Job => {
    const own = files.filter((_, index) => index % INTEGRATION_PARTS === part);
    const args = ['--require', 'test/support/hooks-integration.ts', ...own];
    return {type: 'Mocha', stage: 'integration', name: `integration ${part + 1} of ${INTEGRATION_PARTS}`, args};
  });
}
