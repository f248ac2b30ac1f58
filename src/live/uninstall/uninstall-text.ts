import {KEEP_POLICY} from '../../admission/keep/keep-policy.ts';
import {FAILED_ANNOTATION, RESTARTED_ANNOTATION} from '../../api/constants.ts';
import {plain} from '../../cli/output/plain.ts';
import {wrap} from '../../cli/output/wrap.ts';
import {plural} from '../../cli/report/counts.ts';
import type {Choice} from './leave-policies.ts';
import type {Installed} from './installed.ts';
import {titleOf} from './remove.ts';
import {keptFor, type Survey} from './survey.ts';

/** What there is, and what would be done, before anything is. */
export function surveyText(
  {policies, converted, remembered, installation}: Survey,
  choice: Choice | undefined,
  {context, works}: {readonly context: string; readonly works: boolean},
): readonly string[] {
  const {operator, acting, definitions, rights, namespace} = installation;
  return [
    `Context ${context}: ${plural(policies.length, 'policy', 'policies')}, ${plural(converted.length, 'converted workload')}. The operator ${works ? 'works' : 'does not work'}.`,
    ...(converted.length === 0 || choice === undefined ? [] : [INTENT[choice](works)]),
    ...policies.map(({kind, key}) => `${kind} ${key}: to be deleted.`),
    ...(remembered.length === 0 ? [] : [`${memoriesOf(remembered.length)}: to be removed.`]),
    ...[...operator, ...acting, ...definitions, ...rights, ...namespace].map(
      each => `${titleOf(each)}: to be removed.`,
    ),
  ];
}

const INTENT: Readonly<Record<Choice, (works: boolean) => string>> = {
  Revert: works =>
    works
      ? 'What is converted is put back first, by the operator at the pace of its policies.'
      : 'What is converted is put back first, one after the other; pods are replaced.',
  Keep: () => 'What is converted stays so. The keep policy stays as long as a workload needs it.',
};

/** What is left when all is done; nothing is left out. */
export function remainsText({policies, converted, remembered, installation}: Survey): readonly string[] {
  const {operator, acting, definitions, rights, namespace, unlabelled} = installation;
  const kept = keptFor(converted, acting);
  const others = [...operator, ...acting, ...definitions, ...rights, ...namespace].filter(each => !kept.includes(each));
  const lines = [
    ...(converted.length === 0 ? [] : [stayText(converted.length, kept)]),
    ...(remembered.length === 0 ? [] : [`${memoriesOf(remembered.length)} are still there.`]),
    ...policies.map(({kind, key}) => `${kind} ${key} is still there.`),
    ...others.map(
      each => `${titleOf(each)} is still there${each.resource.kind === 'Namespace' ? ', being deleted' : ''}.`,
    ),
    ...unlabelled.map(each => `${titleOf(each)} is called like Outrigger's and lacks its label; it was left alone.`),
  ];
  return lines.length === 0 ? ['Nothing of Outrigger is left in the cluster.'] : ['What remains:', ...lines];
}

/** None of them does anything. */
function memoriesOf(count: number): string {
  return `Annotations of ${plural(count, 'workload')} without a conversion (${FAILED_ANNOTATION}, ${RESTARTED_ANNOTATION})`;
}

function stayText(count: number, kept: readonly Installed[]): string {
  const stays = `${plural(count, 'workload')} ${count === 1 ? 'stays' : 'stay'} converted and ${count === 1 ? 'bears' : 'bear'} marks of Outrigger.`;
  return kept.length === 0
    ? `${stays} No keep policy is there: where a tool applies an old manifest again, that is refused. outrigger revert --live puts them back.`
    : `${stays} The keep policy ${KEEP_POLICY} stays for them; once their manifests are native, outrigger uninstall --keep removes it.`;
}

export function asText(lines: readonly string[], width: number): string {
  return lines
    .flatMap(line => wrap(plain(line), width))
    .map(line => `${line}\n`)
    .join('');
}
