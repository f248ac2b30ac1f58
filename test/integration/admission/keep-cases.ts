import fc from 'fast-check';
import {LAST_APPLIED_ANNOTATION, RECORD_ANNOTATION, SKIP_LABEL} from '../../../src/api/constants.ts';
import {canonicalJson, objectAt, objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import type {SidecarRule} from '../../../src/domain/policy.ts';
import {TEMPLATE_KINDS, type TemplateKind} from '../../../src/domain/template-kinds.ts';
import {podSpecKeys} from '../../../src/domain/workload.ts';
import {rule} from '../../support/builders.ts';
import {SIDECAR_NAMES, validWorkload, type ValidWorkload} from '../../support/valid-workload.ts';

/** Generators for the comparison of the keep policy with the pure function. */

/** A manifest, how it is converted, and what then happens to it. */
export interface KeepCase {
  readonly kind: TemplateKind;
  readonly manifest: JsonObject;
  readonly rules: readonly SidecarRule[];
  /** Whether Git's applier had owned the sidecars again before these updates. */
  readonly owned: boolean;
  readonly updates: readonly Change[];
}

/** One update, in the terms of who makes it. */
export interface Change {
  /** Another manifest of the same kind; for each name one says which of the two a container is taken from. */
  readonly other: JsonObject;
  readonly taken: readonly boolean[];
  readonly layout: (typeof LAYOUTS)[number];
  readonly way: (typeof WAYS)[number];
  readonly manager: (typeof MANAGERS)[number];
  readonly applier: (typeof APPLIERS)[number];
  readonly lastApplied: 'Same' | 'Manifest' | 'None';
  readonly skip: 'None' | 'Workload' | 'Template';
  readonly marks: 'Same' | 'Gone' | 'Broken';
}

/** What is done to the manifest's lists. */
export const LAYOUTS = [
  'Same',
  'Reversed',
  'LastGone',
  'FirstGone',
  'SidecarsOnly',
  'NewInit',
  'NoInit',
  'Merged',
] as const;
/** How the manifest reaches the stored object. */
export const WAYS = ['Apply', 'Replace', 'Patch', 'Native', 'Untouched'] as const;
export const MANAGERS = ['flux', 'kubectl-client-side-apply', 'kubectl-patch', 'helm', 'tuner', ''] as const;
/** What the entry of Git's applier says after the update. */
export const APPLIERS = ['Same', 'Manifest', 'ManifestNow', 'None'] as const;

export function keepCase(): fc.Arbitrary<KeepCase> {
  const kind = fc.constantFrom(...TEMPLATE_KINDS);
  return kind.chain(kind =>
    fc.record({
      kind: fc.constant(kind),
      manifest: manifest(kind),
      rules: rules(),
      owned: fc.boolean(),
      updates: fc.array(change(kind), {minLength: 8, maxLength: 8}),
    }),
  );
}

function manifest(kind: TemplateKind): fc.Arbitrary<JsonObject> {
  return validWorkload(fc.constant(kind)).map(({object}: ValidWorkload) => object);
}

function change(kind: TemplateKind): fc.Arbitrary<Change> {
  return fc.record({
    other: manifest(kind),
    taken: fc.array(fc.boolean(), {minLength: 12, maxLength: 12}),
    layout: fc.constantFrom('Same', ...LAYOUTS),
    way: fc.constantFrom('Apply', 'Patch', ...WAYS),
    manager: fc.constantFrom(...MANAGERS),
    applier: fc.constantFrom(...APPLIERS),
    lastApplied: fc.constantFrom('Same', 'Same', 'Manifest', 'None'),
    skip: fc.constantFrom('None', 'None', 'None', 'None', 'Workload', 'Template'),
    marks: fc.constantFrom('Same', 'Same', 'Same', 'Gone', 'Broken'),
  });
}

/** Every gate, position and way with hooks. */
function rules(): fc.Arbitrary<readonly SidecarRule[]> {
  const settings = fc.record({
    position: fc.constantFrom('AfterInit' as const, 'BeforeInit' as const),
    startup: fc.constantFrom(
      {gate: 'Auto' as const, timeoutSeconds: 60},
      {gate: 'Readiness' as const, timeoutSeconds: 60},
      {gate: 'Readiness' as const, timeoutSeconds: 120},
      {gate: 'Probe' as const, timeoutSeconds: 60, probe: {tcpSocket: {port: 9000}, periodSeconds: 2}},
    ),
    preStop: fc.constantFrom('Auto' as const, 'Keep' as const, 'Remove' as const),
  });
  const profile = fc.constantFrom({}, {profile: 'linkerd'}, {profile: 'cloud-sql-proxy'});
  return fc.tuple(
    ...SIDECAR_NAMES.map(name =>
      fc.tuple(settings, profile).map(([each, product]) => rule({names: [name], ...product, ...each})),
    ),
  );
}

/** The manifest after the change, with containers as people write them. */
export function manifestAfter(kind: TemplateKind, manifest: JsonObject, change: Change): JsonObject {
  const [spec, other] = [manifest, change.other].map(object => objectAt(object, ...podSpecKeys(kind)));
  const others = objectsAt(other, 'containers');
  const containers = objectsAt(spec, 'containers').map((one, index) => {
    const version = others.find(({name}) => name === one['name']) ?? {
      ...others[index % others.length],
      name: one['name'],
    };
    return change.taken[index] === true ? version : one;
  });
  return withLists(kind, manifest, layout({containers, initContainers: objectsAt(spec, 'initContainers')}, change));
}

export interface Lists {
  readonly containers: readonly JsonObject[];
  readonly initContainers: readonly JsonObject[];
}

export function withLists(kind: TemplateKind, object: JsonObject, {containers, initContainers}: Lists): JsonObject {
  const keys = podSpecKeys(kind);
  const {initContainers: _, ...spec} = objectAt(object, ...keys);
  const after = {...spec, containers, ...(initContainers.length > 0 && {initContainers})};
  return keys.reduceRight<JsonObject>(
    (inner, key, index) => ({...objectAt(object, ...keys.slice(0, index)), [key]: inner}),
    after,
  );
}

function isSidecar({name}: JsonObject): boolean {
  return SIDECAR_NAMES.some(one => one === name);
}

function layout(lists: Lists, change: Change): Lists {
  const changed = LAYOUT[change.layout](lists);
  return changed.containers.length === 0 ? lists : changed;
}

const LAYOUT: Readonly<Record<Change['layout'], (lists: Lists) => Lists>> = {
  Same: lists => lists,
  Reversed: lists => ({...lists, containers: lists.containers.toReversed()}),
  LastGone: lists => ({...lists, containers: lists.containers.slice(0, -1)}),
  FirstGone: lists => ({...lists, containers: lists.containers.slice(1)}),
  SidecarsOnly: lists => ({...lists, containers: lists.containers.filter(isSidecar)}),
  NewInit: lists => ({...lists, initContainers: [...lists.initContainers, {name: 'late', image: 'late'}]}),
  NoInit: lists => ({...lists, initContainers: []}),
  Merged: ({containers, initContainers}) => {
    const first = containers.find(isSidecar);
    if (first === undefined) return {containers, initContainers};
    return {
      containers: containers.filter(one => one !== first),
      initContainers: [...initContainers, {...first, restartPolicy: 'Always'}],
    };
  },
};

/** The manifest in the annotation of `kubectl apply`: sorted keys, no spaces, and Go's escapes. */
export function lastApplied(manifest: JsonObject): string {
  const text = canonicalJson(manifest);
  return `${text.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026')}\n`;
}

/** Annotations and labels of the workload and its template after the change. */
export function marked(old: JsonObject, manifest: JsonObject, change: Change): JsonObject {
  const metadata = objectAt(old, 'metadata');
  const {[RECORD_ANNOTATION]: record, [LAST_APPLIED_ANNOTATION]: before, ...others} = objectAt(metadata, 'annotations');
  const records = {Same: record, Gone: undefined, Broken: '[{"n":"app","i":0},{'} as const;
  const texts = {Same: before, Manifest: lastApplied(manifest), None: undefined} as const;
  const annotations = {
    ...others,
    [RECORD_ANNOTATION]: records[change.marks],
    [LAST_APPLIED_ANNOTATION]: texts[change.lastApplied],
  };
  const skip = change.skip === 'Workload' ? {[SKIP_LABEL]: 'true'} : {};
  return {...metadata, annotations, labels: {...objectAt(metadata, 'labels'), ...skip}};
}
