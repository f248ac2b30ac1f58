import {WORKLOAD_STATES} from '../../src/api/reasons.ts';
import {WORKAROUND_IDS} from '../../src/domain/workarounds/workaround.ts';
import {WORKLOAD_KINDS} from '../../src/domain/workload.ts';
import {
  ADMISSION_RESULTS,
  CONVERSION_RESULTS,
  DELIVERIES,
  FINALIZE_OUTCOMES,
  RECONCILE_RESULTS,
  REVERSION_REASONS,
} from '../../src/telemetry/labels.ts';
import {Metrics} from '../../src/telemetry/metrics.ts';
import type {GeneratedFile} from '../write-generated.ts';

/** What prom-client keeps of a metric; its own types leave the names of the labels out. */
interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labelNames: readonly string[];
}

/** `docs/reference/metrics.md`: every metric in the registry, its labels and what they can say. */
export function metricsReference(): GeneratedFile {
  const registered = new Metrics().registry.getMetricsAsArray() as unknown as readonly Metric[];
  const metrics = registered.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    path: 'docs/reference/metrics.md',
    text: [BANNER, '# Metrics', INTRO, table(metrics), LABELS, labels(metrics), QUESTIONS].join('\n\n') + '\n',
  };
}

const BANNER = '<!-- Generated from src/telemetry/ by tools/generate-docs.ts (npm run generate). Do not edit. -->';

const INTRO = [
  'Served as `/metrics` at the address of `--metrics-address`. Beside these there are the usual ones of a Node.js process',
  '(`process_…`, `nodejs_…`). Every value of a label comes from a closed set, but for the names of policies; no metric has the',
  'name of a workload. Series of closed sets start at 0, those of a policy begin and end with it. A',
  'replica that waits for its turn has none of a policy, so sums over all replicas are right.',
  '',
  'Alerts for the Prometheus Operator are in `config/monitoring/`.',
].join('\n');

const LABELS = '## Labels';

/** The values of a label; that of `kind` depends on the metric. */
const VALUES: Readonly<Record<string, string>> = {
  policy: '`namespace/name` of a SidecarPolicy, `name` of a ClusterSidecarPolicy',
  kind: `${codes(WORKLOAD_KINDS)}; of \`outrigger_watch_…\` every kind that is watched`,
  state: `${codes(WORKLOAD_STATES)}: [what they mean](states.md#states-of-a-workload)`,
  code: 'the code of a [finding](findings.md)',
  workaround: `${codes([WORKAROUND_IDS[0], WORKAROUND_IDS.at(-1) ?? ''])} and those between: [workarounds](../workarounds.md)`,
  verdict:
    '`Removable`: `outrigger convert --remove-workarounds` takes it out of the manifest; `Advice`: a person must look',
  delivery: codes(DELIVERIES),
  reason: codes(REVERSION_REASONS),
  outcome: `${codes(FINALIZE_OUTCOMES)}: the phase that the pod was given, or that the write failed`,
  native_sidecars:
    '`false`: the kubelet is older than 1.29.3; `true`: it is not, or its version is none that can be read',
  controller: codes(['policy', 'workload', 'job', 'pod-policy']),
};

/** Of `result`, which several metrics have. */
const RESULTS: Readonly<Record<string, string>> = {
  outrigger_admission_requests_total: codes(ADMISSION_RESULTS),
  outrigger_conversions_total: codes(CONVERSION_RESULTS),
  outrigger_reconcile_total: codes(RECONCILE_RESULTS),
};

const QUESTIONS = [
  '## Questions they answer',
  '',
  '```promql',
  '# how far the migration is, by policy',
  'sum by (policy) (outrigger_workloads{state=~"native|converted|delegated"}) / sum by (policy) (outrigger_workloads{state!="skipped"})',
  '',
  '# what keeps workloads back',
  'topk(5, sum by (code) (outrigger_findings))',
  '',
  '# which habits of classic sidecars could go, by kind',
  'sum by (workaround) (outrigger_workarounds{verdict="Removable"})',
  '',
  '# CPU cores and GiB of memory that stuck Jobs hold by their requests, on average over a day (in Audit too)',
  'sum(rate(outrigger_jobs_stuck_cpu_core_seconds_total[1d]))',
  'sum(rate(outrigger_jobs_stuck_memory_byte_seconds_total[1d])) / 2^30',
  '',
  '# nodes that would refuse or break native sidecars',
  'outrigger_nodes{native_sidecars="false"}',
  '```',
].join('\n');

function table(metrics: readonly Metric[]): string {
  const rows = metrics.map(
    ({name, type, labelNames, help}) => `| \`${name}\` | ${type} | ${codes(labelNames)} | ${help} |`,
  );
  return ['| metric | type | labels | what it says |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function labels(metrics: readonly Metric[]): string {
  const used = [...new Set(metrics.flatMap(metric => metric.labelNames))];
  const rows = used.map(label => `| \`${label}\` | ${label === 'result' ? results(metrics) : valuesOf(label)} |`);
  return ['| label | values |', '| --- | --- |', ...rows].join('\n');
}

function results(metrics: readonly Metric[]): string {
  const having = metrics.filter(metric => metric.labelNames.includes('result'));
  return having.map(({name}) => `\`${name}\`: ${RESULTS[name] ?? missing(name)}`).join('; ');
}

function valuesOf(label: string): string {
  return VALUES[label] ?? missing(label);
}

function missing(what: string): never {
  throw new Error(`tools/docs/metrics-reference.ts does not say what values ${what} can have`);
}

function codes(words: readonly string[]): string {
  return words.map(word => `\`${word}\``).join(', ');
}
