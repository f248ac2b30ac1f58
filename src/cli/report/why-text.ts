import {CONVERTED_AT_ANNOTATION, POLICY_ANNOTATION} from '../../api/constants.ts';
import {fitOf} from '../../domain/fit.ts';
import {stringMapAt} from '../../domain/json.ts';
import {failedMark} from '../../domain/pace/failed-mark.ts';
import type {Policy} from '../../domain/policy.ts';
import {recordOf} from '../../domain/record.ts';
import {reversionOf} from '../../domain/reversion.ts';
import {select} from '../../domain/select.ts';
import {markedSwitches} from '../../domain/switches.ts';
import {annotationsOf, type Workload} from '../../domain/workload.ts';
import {plain} from '../output/plain.ts';
import type {Screen} from '../output/screen.ts';
import {wrap} from '../output/wrap.ts';
import type {Verdict} from '../verdict/verdict.ts';
import {WHOLE_CATALOG} from '../verdict/whole-catalog.ts';
import {workloadText} from './plan-text.ts';
import {requestSentences} from './requests.ts';
import {rolloutSentences} from './rollout.ts';

/** What `outrigger why` prints of one workload. */
export function whyText(verdict: Verdict, screen: Screen): string {
  const section = (title: string, sentences: readonly string[]): string => sentenceSection(title, sentences, screen);
  return [
    workloadText(verdict, screen),
    section('Policy', policySentences(verdict)),
    section('Start-up', gateSentences(verdict)),
    section('Requests', requestSentences(verdict)),
    section('Rollout', rolloutSentences(verdict)),
    section('Undoing', undoingOf(verdict)),
  ]
    .filter(text => text !== '')
    .join('\n');
}

/** Sentences under a heading; nothing where there are none. */
export function sentenceSection(title: string, sentences: readonly string[], {width, paint}: Screen): string {
  if (sentences.length === 0) return '';
  const lines = sentences.flatMap(sentence => wrap(plain(sentence), width - 2));
  return `${paint('bold', title)}\n${lines.map(line => `  ${line}\n`).join('')}`;
}

function heldBackText({paused, suspend}: Pick<Policy, 'paused' | 'suspend'>): string {
  if (paused !== undefined) return ', paused';
  return suspend ? ', suspended' : '';
}

function policySentences({policy, sidecars, outcome, notSidecars, neverProposed, found}: Verdict): readonly string[] {
  const others = notSidecars.map(({title, reason}) => `${title} is no sidecar. ${reason}`);
  if (neverProposed !== undefined) return [`The catalog never proposes it. ${neverProposed}`, ...others];
  if (policy === undefined) {
    return [
      ...others,
      'No policy selects it: its kind, namespace or labels are no target, or no rule matches a container.',
    ];
  }
  return [
    policy.key === WHOLE_CATALOG
      ? 'No policy is given: everything that the catalog knows counts as a sidecar.'
      : `${policy.kind} ${policy.key} decides (mode ${policy.conversion.mode}${heldBackText(policy)}).`,
    ...putBackSentences(found.workload, policy),
    ...(outcome === 'Skipped' ? ['A label outrigger.dev/skip: "true" keeps it as it is.'] : []),
    ...sidecars.map(({name, rule, profile}) => {
      const product = profile === undefined ? 'no product' : profile.title;
      const source = policy.key === WHOLE_CATALOG ? 'The catalog' : `Rule ${rule} of spec.sidecars`;
      return `${source} knows ${name} (${product}).`;
    }),
    ...others,
  ];
}

function putBackSentences(workload: Workload, policy: Policy): readonly string[] {
  const mark = failedMark(workload, policy);
  if (mark === undefined) return [];
  if (mark.delivery === 'Pod') {
    return [
      `Outrigger converts its pods no more since ${mark.at} (${mark.reason}): ${mark.message}. It is left alone until its pod template or the policy changes; that its pods are restarted is no change.`,
    ];
  }
  return [
    `Outrigger converted it and put it back at ${mark.at} (${mark.reason}): ${mark.message}. It is left alone until its pod template or the policy changes.`,
  ];
}

const GATES: Readonly<Record<ReturnType<typeof fitOf>['gate']['type'], string>> = {
  Own: 'its own startup probe holds the containers that start later',
  None: 'nothing waits for it',
  Profile: "the catalog's probe holds the containers that start later",
  Annotations: 'a probe by the annotations of its injector holds the containers that start later',
  Readiness: 'a probe like its readiness or liveness probe holds the containers that start later',
  Probe: "the policy's probe holds the containers that start later",
};

function gateSentences({found, policy}: Verdict): readonly string[] {
  if (policy === undefined) return [];
  const {metadata, spec} = found.workload.template;
  return select(spec, policy.sidecars).candidates.map(candidate => {
    const {gate, position} = fitOf(candidate, stringMapAt(metadata, 'annotations'));
    const place = position === 'BeforeInit' ? 'before' : 'after';
    return `${candidate.name} would start ${place} the init containers, and ${GATES[gate.type]}.`;
  });
}

/** How what Outrigger did can be undone, or that it did nothing. */
export function undoingOf({found: {workload}}: Verdict): readonly string[] {
  const moved = recordOf(workload).map(({n}) => n);
  const set = markedSwitches(workload);
  if (moved.length + set.length === 0) return ['Outrigger has not changed this object: there is nothing to undo.'];
  const {notes} = reversionOf(workload);
  const {[POLICY_ANNOTATION]: by, [CONVERTED_AT_ANNOTATION]: at} = annotationsOf(workload);
  const done = [
    ...(moved.length === 0 ? [] : [`moved ${moved.join(', ')}`]),
    ...(set.length === 0 ? [] : [`set ${set.join(', ')} on the pod template`]),
  ].join(' and ');
  return [
    `Outrigger has ${done}${by === undefined ? '' : ` for the policy ${by}`}${at === undefined ? '' : ` at ${at}`}. It is put back when that policy is deleted with conversion.onDelete: Revert, or by outrigger revert --live once no policy in Enforce has it.`,
    ...notes,
  ];
}
