import {API_VERSION} from '../../api/constants.ts';
import {CATALOG} from '../../domain/catalog/catalog.ts';
import {stringAt, type JsonObject} from '../../domain/json.ts';
import {WORKLOAD_KINDS, type WorkloadKind} from '../../domain/workload.ts';
import {yamlText} from '../output/yaml-text.ts';
import type {Verdict} from '../verdict/verdict.ts';

/** Most rules that the CRD takes. */
const MOST_RULES = 32;

/**
 * SidecarPolicies that cover what was found: in Audit, so that applying them changes nothing; one a namespace (a
 * second only for more products than one may have), with exactly the kinds and products that are there.
 */
export function policiesFor(verdicts: readonly Verdict[]): readonly JsonObject[] {
  const known = verdicts.filter(({sidecars}) => sidecars.some(({profile}) => profile !== undefined));
  const byNamespace = Map.groupBy(known, ({found}) => stringAt(found.workload.metadata, 'namespace') ?? '');
  return [...byNamespace]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([namespace, found]) => policiesIn(namespace, found));
}

function policiesIn(namespace: string, found: readonly Verdict[]): readonly JsonObject[] {
  const kinds = kindsFor(new Set(found.map(each => each.found.workload.kind)));
  const products = new Set(found.flatMap(({sidecars}) => sidecars.map(({profile}) => profile?.id)));
  const profiles = CATALOG.map(({id}) => id).filter(id => products.has(id));
  const parts = Array.from({length: Math.ceil(profiles.length / MOST_RULES)}, (_, index) =>
    profiles.slice(index * MOST_RULES, (index + 1) * MOST_RULES),
  );
  return parts.map((part, index) => ({
    apiVersion: API_VERSION,
    kind: 'SidecarPolicy',
    metadata: {name: index === 0 ? 'sidecars' : `sidecars-${index + 1}`, namespace},
    spec: {
      target: {kinds},
      sidecars: part.map(profile => ({profile})),
      conversion: {mode: 'Audit'},
      jobs: {mode: 'Audit'},
    },
  }));
}

/** The CRD takes Job and CronJob only together: their pods cannot be told apart when they are created. */
function kindsFor(found: ReadonlySet<WorkloadKind>): readonly WorkloadKind[] {
  const isJob = (kind: WorkloadKind): boolean => kind === 'Job' || kind === 'CronJob';
  const hasJobs = [...found].some(isJob);
  return WORKLOAD_KINDS.filter(kind => found.has(kind) || (hasJobs && isJob(kind)));
}

/** The policies as documents that kubectl takes. */
export function policiesText(policies: readonly JsonObject[]): string {
  return policies.map(policy => `---\n${yamlText(policy)}`).join('');
}
