import {ConditionType, DegradedReason} from '../../api/reasons.ts';
import {plain} from '../../cli/output/plain.ts';
import type {Screen} from '../../cli/output/screen.ts';
import {renderTable, type Table} from '../../cli/output/table.ts';
import {wrap} from '../../cli/output/wrap.ts';
import {placeText} from '../../cli/report/place-text.ts';
import {numberAt, stringAt, type JsonObject} from '../../domain/json.ts';
import {OPERATOR_DEPLOYMENT, type OperatorHealth} from './operator-health.ts';
import type {PolicyData, StatusData} from './status-data.ts';

/** What `outrigger status` prints. */
export function statusText(data: StatusData, screen: Screen): string {
  const {policies, cluster, operator, paused} = data;
  const wrapped = (sentences: readonly string[]): string =>
    sentences
      .flatMap(each => wrap(plain(each), screen.width))
      .map(line => `${line}\n`)
      .join('');
  const sections = [
    wrapped([
      placeText(cluster),
      ...(cluster.policies.type === 'NotInstalled' ? [] : [operatorSentence(operator)]),
      ...(paused === undefined ? [] : [pausedSentence(paused)]),
    ]),
    policies.length === 0
      ? wrapped(WITHOUT_POLICIES[cluster.policies.type])
      : renderTable(tableOf(policies), screen.width, screen.paint),
    ...policies.map(policy => policyText(policy, screen)),
  ];
  return sections.join('\n');
}

const WITHOUT_POLICIES: Readonly<Record<StatusData['cluster']['policies']['type'], readonly string[]>> = {
  Some: [],
  None: [
    'There is no policy, so Outrigger does nothing here.',
    'Next: outrigger scan --live --write-policy prints policies to begin with, in mode Audit.',
  ],
  NotInstalled: [
    'Outrigger is not installed here: the cluster does not know its kinds of policies.',
    'Next: outrigger scan --live looks without it. kubectl apply -k config/ installs it (docs/operating.md).',
  ],
  Unreadable: ['Which policies there are is not known.'],
};

function operatorSentence(operator: OperatorHealth): string {
  const name = `Deployment ${OPERATOR_DEPLOYMENT.namespace}/${OPERATOR_DEPLOYMENT.name}`;
  if (operator.type === 'Absent') return `There is no ${name}: the operator is not installed, or runs elsewhere.`;
  if (operator.type === 'Unreadable') return `Whether the operator is well is not known: ${name} may not be read.`;
  const {ready, wanted, image} = operator;
  const hint = ready === 0 ? ' Nothing is converted, finished or reported now.' : '';
  return `Operator: ${ready} of ${wanted} replicas of ${name} ready (${image}).${hint}`;
}

function pausedSentence(note: string): string {
  return `Everything is paused${note === '' ? '' : ` (${note})`}: outrigger resume lets it go on.`;
}

function tableOf(policies: readonly PolicyData[]): Table {
  return {
    columns: [
      {title: 'policy', narrow: 'wrap'},
      {title: 'done', align: 'right'},
      ...COUNTS.map(title => ({title, align: 'right' as const})),
      {title: 'stuck', align: 'right'},
      {title: 'state', narrow: 'wrap'},
    ],
    rows: policies.map(policy => [
      keyOf(policy),
      `${count(policy.workloads, 'done')}/${count(policy.workloads, 'selected')}`,
      ...COUNTS.map(state => count(policy.workloads, state)),
      count(policy.stuck, 'stuck'),
      stateOf(policy),
    ]),
  };
}

const COUNTS = ['rolling', 'pending', 'blocked', 'failed'] as const;

function count(counts: JsonObject, name: string): string {
  return String(numberAt(counts, name) ?? 0);
}

function keyOf({namespace, name}: PolicyData): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The most telling reason of the three conditions. */
function stateOf(policy: PolicyData): string {
  if (policy.observed === 'Never') return 'not looked at';
  const degraded = conditionOf(policy, 'Degraded');
  const worst = stringAt(degraded, 'status') === 'True' ? degraded : conditionOf(policy, 'Ready');
  return stringAt(worst, 'reason') ?? '';
}

function conditionOf({conditions}: PolicyData, type: ConditionType): JsonObject | undefined {
  return conditions.find(each => each['type'] === type);
}

/** Findings that one screen has room for; `-o json` has all that the status has. */
const MOST_FINDINGS = 5;

function policyText(policy: PolicyData, {width, paint}: Screen): string {
  const {kind, conversion, jobs, suspended, deleting, findings} = policy;
  const held = policy.paused === undefined ? (suspended ? ['suspended'] : []) : [`paused ${policy.paused}`.trimEnd()];
  const notes = [...held, ...(deleting ? ['being deleted'] : [])].map(note => `, ${note}`);
  const head = wrap(plain(`${kind} ${keyOf(policy)}`), width).map(line => paint('bold', line));
  const lines = [
    `conversion ${conversion}, jobs ${jobs}${notes.join('')}`,
    ...observedLines(policy),
    ...Object.values(ConditionType).flatMap(type => conditionLines(conditionOf(policy, type))),
    ...findings.slice(0, MOST_FINDINGS).map(findingLine),
  ];
  const below = lines.flatMap(line => wrap(plain(line), width - 2)).map(line => `  ${line}`);
  return [...head, ...below].map(line => `${line}\n`).join('');
}

function observedLines({observed}: PolicyData): readonly string[] {
  if (observed === 'Never') return ['The operator has not looked at it yet.'];
  return observed === 'Outdated' ? ['It has changed since, and the operator has not looked at it again yet.'] : [];
}

/** That nothing is wrong goes without saying. */
function conditionLines(condition: JsonObject | undefined): readonly string[] {
  if (condition === undefined || condition['reason'] === DegradedReason.AsExpected) return [];
  const [type = '', reason = '', message = ''] = ['type', 'reason', 'message'].map(
    field => stringAt(condition, field) ?? '',
  );
  return [`${type} ${condition['status'] === 'True' ? 'is true' : 'is false'} (${reason}): ${message}`];
}

function findingLine(finding: JsonObject): string {
  const [code = '', severity = '', example = ''] = ['code', 'severity', 'example'].map(
    field => stringAt(finding, field) ?? '',
  );
  return `${severity} ${code}: ${numberAt(finding, 'count') ?? 0}, such as ${example}`;
}
