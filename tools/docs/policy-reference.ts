import {API_VERSION} from '../../src/api/constants.ts';
import {clusterSidecarPolicyCrd, schemaAt, sidecarPolicyCrd, type Crd} from '../crd.ts';
import type {GeneratedFile} from '../write-generated.ts';
import {fieldTable} from './field-table.ts';
import {refusals} from './refusals.ts';
import {sectionsOf, type Section} from './sections.ts';

/** `docs/reference/policy.md`: every field of both kinds, its bounds, and what the API server refuses. */
export function policyReference(): GeneratedFile {
  const cluster = clusterSidecarPolicyCrd();
  const namespaced = new Set(pathsOf(sidecarPolicyCrd()));
  const added = pathsOf(cluster).filter(path => !namespaced.has(path));
  // What lies below an added field need not say it again.
  const tops = new Set(added.filter(path => !added.some(above => isBelow(path, above))));
  const note = (path: string): string => (tops.has(path) ? '**ClusterSidecarPolicy only.** ' : '');
  // The cluster kind has every field of the other one.
  const sections = topSections(cluster).map(section => sectionText(section, note));
  return {
    path: 'docs/reference/policy.md',
    text: [BANNER, '# Policy reference', intro(), columns(cluster), ...sections].join('\n\n') + '\n',
  };
}

const BANNER = '<!-- Generated from crds/ by tools/generate-docs.ts (npm run generate). Do not edit. -->';

const isBelow = (path: string, above: string): boolean => path.startsWith(`${above}.`) || path.startsWith(`${above}[`);

const topSections = (crd: Crd): readonly Section[] =>
  ['spec', 'status'].flatMap(name => sectionsOf(name, schemaAt(crd.schema, [name])));

function pathsOf(crd: Crd): readonly string[] {
  return topSections(crd).flatMap(({path, schema}) => Object.keys(schema.properties ?? {}).map(at => `${path}.${at}`));
}

function intro(): string {
  const kinds = [sidecarPolicyCrd(), clusterSidecarPolicyCrd()].map(kindRow);
  return [
    `A policy says which containers are sidecars and what to do about them. There are two kinds, both \`${API_VERSION}\`:`,
    '',
    '| kind | scope | short name | |',
    '| --- | --- | --- | --- |',
    ...kinds,
    '',
    'They differ in `spec.target.namespaceSelector` only. `kubectl get outrigger -A` lists both. In the terminal',
    '`kubectl explain scp.spec.conversion` describes the fields of one object, as each section of this page does, and',
    '`kubectl explain scp.spec --recursive` lists the names of all. Examples are in `config/samples/`.',
    '',
    'Only `spec.sidecars` must be there, and `spec.target.namespaceSelector` in a ClusterSidecarPolicy; what is left out has',
    'the default in the table. Inside `sidecars` the API server fills in nothing, so that a list in Git stays as it is;',
    'there the column says what an unset field means.',
    '',
    ...nameRules(),
  ].join('\n');
}

function kindRow({kind, object, schema}: Crd): string {
  const {names, scope} = object.spec;
  return `| \`${kind}\` | ${scope} | \`${String(names['shortNames'])}\` | ${schema.description ?? ''} |`;
}

const nameRules = (): readonly string[] =>
  (sidecarPolicyCrd().schema['x-kubernetes-validations'] ?? []).map(
    rule => `Refused, with this sentence: ${rule.message}.`,
  );

function columns(crd: Crd): string {
  const rows = crd.object.spec.versions[0].additionalPrinterColumns.map(
    ({name, priority = 0, description}) =>
      `| ${name} | ${priority === 0 ? '' : 'With `-o wide`: '}${description ?? 'Time since the policy was created.'} |`,
  );
  return ['## Columns of `kubectl get`', '', '| column | shows |', '| --- | --- |', ...rows].join('\n');
}

function sectionText(section: Section, note: (path: string) => string): string {
  const top = !section.path.includes('.');
  const parts = [
    `${top ? '##' : '###'} \`${section.path}\``,
    note(section.path) + (section.schema.description ?? '').trim(),
    fieldTable(section, note),
    refusals(section),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}
