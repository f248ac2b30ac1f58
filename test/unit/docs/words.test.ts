import assert from 'node:assert/strict';
import {FINDING_CODES} from '../../../src/api/codes.ts';
import {POLICY_VALUES} from '../../../src/api/generated/policy-values.ts';
import {
  DegradedReason,
  EventReason,
  ProgressingReason,
  ReadyReason,
  StateReason,
  WORKLOAD_STATES,
} from '../../../src/api/reasons.ts';
import {OUTCOMES} from '../../../src/cli/verdict/verdict.ts';
import {helpText} from '../../../src/config/help.ts';
import {CONSEQUENCES} from '../../../src/domain/jobs/consequence.ts';
import {FINALIZED_REASONS} from '../../../src/domain/jobs/finalize.ts';
import {HOLDS} from '../../../src/domain/jobs/hold.ts';
import {WORKLOAD_KINDS} from '../../../src/domain/workload.ts';
import {FINALIZE_OUTCOMES, REVERSION_REASONS} from '../../../src/telemetry/labels.ts';
import {Metrics} from '../../../src/telemetry/metrics.ts';
import {statesReference} from '../../../tools/docs/states-reference.ts';
import {writtenText} from '../../../tools/write-generated.ts';
import {STATUS_WORDS} from '../../support/status-words.ts';
import {codeWords, page, pages, section} from './markdown.ts';

/** Words in CamelCase that are Kubernetes' or the code's own. */
const OTHERS = new Set([
  'ClusterSidecarPolicy',
  'ConditionReason',
  'ContainerResource',
  'CrashLoopBackOff',
  'IfNeeded',
  'NewReplicaSetAvailable',
  'NotInstalled',
  'OnFailure',
  'PodInitializing',
  'RuntimeDefault',
  'SidecarPolicy',
  'StateReason',
  'UserError',
]);

const OURS = new Set<string>([
  ...Object.keys(FINDING_CODES),
  ...STATUS_WORDS,
  ...Object.values(FINALIZED_REASONS),
  ...FINALIZE_OUTCOMES,
  ...REVERSION_REASONS,
  ...CONSEQUENCES,
  ...HOLDS,
  ...OUTCOMES,
  ...WORKLOAD_KINDS,
  ...Object.values(POLICY_VALUES).flatMap(value => ('values' in value ? value.values : [])),
]);

describe('words in the documentation', () => {
  for (const each of pages()) {
    it(`of ${each.path} are words of the code`, () => {
      const camel = codeWords(each).filter(word => /^[A-Z][a-z]+(?:[A-Z][a-z]+)+$/.test(word));
      assert.deepEqual(
        camel.filter(word => !OURS.has(word) && !OTHERS.has(word)),
        [],
      );
    });

    it(`of ${each.path} name metrics that there are`, () => {
      const known = new Set(new Metrics().registry.getMetricsAsArray().map(({name}) => name));
      const named = codeWords(each).filter(word => /^outrigger_\w+$/.test(word));
      assert.deepEqual(
        named.filter(name => !known.has(name)),
        [],
      );
    });
  }
});

describe('docs/operating.md', () => {
  const operating = page('docs/operating.md');

  it('has the settings as the help prints them', () => {
    assert.ok(
      operating.text.includes(`\`\`\`text\n${helpText().trimEnd()}\n\`\`\``),
      'copy the output of outrigger run --help',
    );
  });
});

describe('docs/reference/states.md', () => {
  const states = page('docs/reference/states.md');

  it('is what is said now: npm run generate', () => {
    const file = statesReference();
    assert.equal(writtenText(file), file.text);
  });

  const rows: readonly (readonly [heading: string, words: readonly string[]])[] = [
    ['## States of a workload', WORKLOAD_STATES],
    ['## Reasons of a state', Object.values(StateReason)],
    ['### Ready', Object.values(ReadyReason)],
    ['### Progressing', Object.values(ProgressingReason)],
    ['### Degraded', Object.values(DegradedReason)],
    ['## Events', Object.values(EventReason)],
  ];
  for (const [heading, words] of rows) {
    it(`has every word of the code in a row of its own under ${heading.replace(/^#+ /, '')}`, () => {
      const firsts = [...section(states, heading).matchAll(/^\| `(?<word>\w+)` \|/gm)].map(
        ({groups}) => groups?.['word'],
      );
      assert.deepEqual(new Set(firsts), new Set(words));
      assert.equal(firsts.length, words.length);
    });
  }
});
