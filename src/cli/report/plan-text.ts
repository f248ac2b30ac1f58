import {whereIs} from '../input/origin.ts';
import {plain} from '../output/plain.ts';
import {printDiff} from '../output/print-diff.ts';
import type {Screen} from '../output/screen.ts';
import {wrap} from '../output/wrap.ts';
import type {Live} from '../verdict/live.ts';
import type {Looked} from '../verdict/look.ts';
import {WHOLE_CATALOG} from '../verdict/whole-catalog.ts';
import type {Verdict} from '../verdict/verdict.ts';
import {countsOf, OUTCOME_WORDS, plural, sentenceOf} from './counts.ts';
import {nodesNote, printFindings} from './findings.ts';
import {placeLines} from './place-text.ts';
import {podSpecDiff} from './pod-spec-diff.ts';
import {requestSentences} from './requests.ts';
import {OUTCOME_STYLES} from './styles.ts';
import {printWorkarounds} from './workarounds-text.ts';

/** What `outrigger plan` prints: each workload that a policy selects, a summary, and what to do next. */
export function planText({verdicts, live}: Pick<Looked, 'verdicts' | 'live'>, screen: Screen): string {
  const selected = verdicts.filter(({outcome}) => outcome !== 'NotSelected');
  return [
    ...(live === undefined ? [] : [placeLines(live.place, live.policies, screen.width)]),
    ...selected.map(verdict => workloadText(verdict, screen) + requestLines(verdict, screen)),
    summary(verdicts, screen, live),
  ].join('\n');
}

export function workloadText(verdict: Verdict, screen: Screen): string {
  const {paint} = screen;
  const {subject, outcome, found} = verdict;
  const head = `${paint('bold', plain(subject))}  ${paint(OUTCOME_STYLES[outcome], OUTCOME_WORDS[outcome])}\n`;
  const diff = printDiff(podSpecDiff(verdict), paint);
  return [
    head,
    `  ${paint('dim', plain(`${whereIs(found.origin)}, ${policyName(verdict)}`))}\n`,
    ...verdict.sidecars.map(({name, form, profile}) => {
      const product = profile === undefined ? '' : ` (${profile.title})`;
      return `  ${form} sidecar ${plain(name)}${product}\n`;
    }),
    printFindings(verdict.findings, screen),
    printWorkarounds(verdict.workarounds, screen),
    diff.replaceAll(/^(?=.)/gm, '    '),
  ].join('');
}

/** What the scheduler holds, where something changes. */
function requestLines(verdict: Verdict, {width}: Screen): string {
  const lines = requestSentences(verdict).flatMap(sentence => wrap(plain(sentence), width - 2));
  return lines.map(line => `  ${line}\n`).join('');
}

export function policyName({policy}: Pick<Verdict, 'policy'>): string {
  if (policy === undefined) return 'no policy selects it';
  return policy.key === WHOLE_CATALOG ? 'judged by the whole catalog' : `${policy.kind} ${policy.key}`;
}

function summary(verdicts: readonly Verdict[], {width, paint}: Screen, live: Live | undefined): string {
  const counts = countsOf(verdicts);
  const codes = new Set(verdicts.flatMap(({findings}) => findings.map(({code}) => code)));
  const blocking = verdicts.flatMap(({findings}) => findings).find(({severity}) => severity === 'block');
  const removable = verdicts
    .filter(({outcome}) => outcome !== 'Blocked' && outcome !== 'NotSelected')
    .flatMap(({workarounds}) => workarounds)
    .filter(({verdict}) => verdict === 'Removable').length;
  const steps = [
    ...(codes.has('NodesUnknown') ? [nodesNote(live !== undefined)] : []),
    ...(blocking === undefined ? [] : [`Next: outrigger explain ${blocking.code} says what to do about it.`]),
    ...(counts.Convert + counts.Delegate === 0 ? [] : [live === undefined ? NEXT : NEXT_LIVE]),
    ...(removable === 0 ? [] : [tidying(removable, live)]),
  ];
  const head = wrap(`${sentenceOf(counts)}.`, width).map(line => paint('bold', line));
  return [...head, ...steps.flatMap(step => wrap(step, width)), ''].join('\n');
}

function tidying(removable: number, live: Live | undefined): string {
  const convert =
    live === undefined ? '--remove-workarounds' : 'outrigger convert --remove-workarounds on the manifests';
  return `${plural(removable, 'workaround')} can go in the same change: ${convert}.`;
}

const NEXT_LIVE =
  'Next: under a policy with conversion.mode: Enforce the operator makes these changes, at its pace. Manifests that a tool applies are converted where they are kept: outrigger convert PATH….';
const NEXT =
  'Next: outrigger convert PATH… prints the manifests with these changes, --in-place writes them. Or let the operator do it: outrigger scan --write-policy prints policies for it.';
