import {isAcknowledgeable} from '../../src/api/acknowledge.ts';
import {FINDING_CODES, type FindingCode, type Severity} from '../../src/api/codes.ts';
import type {Explanation} from '../../src/domain/explain/explanation.ts';
import {explanations} from '../../src/domain/explain/index.ts';
import type {GeneratedFile} from '../write-generated.ts';

/** `docs/reference/findings.md`: every finding that can be raised, what it means and what to do about it. */
export function findingsReference(): GeneratedFile {
  const all = Object.entries(explanations) as [FindingCode, Explanation][];
  const entries = all;
  const sections = entries.map(([code, explanation]) => section(code, explanation));
  return {
    path: 'docs/reference/findings.md',
    text: [BANNER, '# Findings', INTRO, overview(entries), ...sections].join('\n\n') + '\n',
  };
}

const BANNER = '<!-- Generated from src/domain/explain/ by tools/generate-docs.ts (npm run generate). Do not edit. -->';

const INTRO = [
  'Before anything is converted, each workload is checked. What a check finds has a code, a sentence and the place in the',
  'pod template. A finding that **blocks** keeps the whole workload as it is; a warning or an information does not.',
  'Who knows better can name some of the codes in the policy, and they no longer block:',
  '',
  '```yaml',
  'spec:',
  '  acknowledge: [HostPort]',
  '```',
  '',
  'A **native sidecar** is an init container with `restartPolicy: Always`',
  '([KEP-753](https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/753-sidecar-containers)): it starts before',
  'the application, runs beside it and is stopped after it. A **gate** is the startup probe that the application waits for.',
].join('\n');

const SEVERITIES: Readonly<Record<Severity, string>> = {block: 'blocks', warn: 'warning', info: 'information'};

/** A warning that can be acknowledged is one that holds the conversion up until it is. */
function severityOf(code: FindingCode): string {
  const severity = FINDING_CODES[code];
  if (!isAcknowledgeable(code)) return SEVERITIES[severity];
  return severity === 'block' ? 'blocks, can be acknowledged' : 'blocks until it is acknowledged';
}

function overview(entries: readonly (readonly [FindingCode, Explanation])[]): string {
  const rows = entries.map(
    ([code, {title}]) => `| [${code}](#${code.toLowerCase()}) | ${severityOf(code)} | ${title} |`,
  );
  return ['| code | severity | in short |', '| --- | --- | --- |', ...rows].join('\n');
}

function section(code: FindingCode, {title, meaning, why, todo, example}: Explanation): string {
  return [
    `## ${code}`,
    `**${title}** (${severityOf(code)}).`,
    meaning,
    `**Why it matters.** ${why}`,
    `**What to do.** ${todo}`,
    `\`\`\`yaml\n${example.trim()}\n\`\`\``,
  ].join('\n\n');
}
