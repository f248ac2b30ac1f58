import type {Profile} from '../../../../src/domain/catalog/profile.ts';
import type {Check, CheckInput, Move} from '../../../../src/domain/checks/check.ts';
import {NO_FACTS, type Facts, type NodeFacts} from '../../../../src/domain/facts.ts';
import type {Gate} from '../../../../src/domain/gate.ts';
import {objectsAt, stringAt, type JsonObject} from '../../../../src/domain/json.ts';
import type {Policy, SidecarRule} from '../../../../src/domain/policy.ts';
import type {Candidate} from '../../../../src/domain/selection.ts';
import type {WorkloadKind} from '../../../../src/domain/workload.ts';

/** What a test says of one moved container; everything else is a plain log shipper without a gate. */
export interface Sidecar {
  readonly gate?: Gate;
  readonly class?: Profile['class'];
  readonly rule?: Partial<SidecarRule>;
  readonly position?: Move['position'];
}

export interface Given {
  readonly kind?: WorkloadKind;
  readonly metadata?: JsonObject;
  readonly labels?: JsonObject;
  readonly annotations?: JsonObject;
  readonly spec?: JsonObject;
  readonly job?: JsonObject;
  /** The containers that the rules match, by name; `log` alone by default. */
  readonly sidecars?: Readonly<Record<string, Sidecar>>;
  readonly facts?: Partial<Facts>;
  readonly policy?: Partial<Omit<Policy, 'conversion'>> & {readonly delivery?: Policy['conversion']['delivery']};
  readonly delivery?: CheckInput['delivery'];
  readonly recordText?: string;
  readonly injected?: CheckInput['injected'];
}

const SPEC: JsonObject = {containers: [{name: 'app'}, {name: 'log'}]};

/** The input of a check: `app` and its sidecar `log`, changed by what the test is about. */
export function given(test: Given = {}): CheckInput {
  const spec = test.spec ?? SPEC;
  const moves = movesOf(spec, test.sidecars ?? {log: {}});
  const moved = new Set(moves.map(move => move.candidate.index));
  const placed = objectsAt(spec, 'containers').map((container, index) => ({container, index, name: nameOf(container)}));
  return {
    workload: {
      kind: test.kind ?? 'Deployment',
      metadata: {name: 'shop', namespace: 'shop', ...test.metadata},
      template: {metadata: {labels: test.labels ?? {}, annotations: test.annotations ?? {}}, spec},
      ...(test.job === undefined ? {} : {job: test.job}),
    },
    policy: policyOf(test.policy ?? {}),
    facts: {...NO_FACTS, ...test.facts},
    selection: {
      candidates: moves.map(move => move.candidate),
      mains: placed.filter(({index}) => !moved.has(index)),
      natives: [],
    },
    moves,
    injected: test.injected ?? [],
    converted: convertedOf(spec, moves),
    recordText: test.recordText ?? '[]',
    delivery: test.delivery ?? 'Template',
  };
}

/** The messages of a check's findings, after a look at code and severity. */
export function run(check: Check, test: Given = {}): readonly string[] {
  return check.check(given(test)).map(found => {
    if (found.code !== check.code) throw new Error(`${check.code} raised ${found.code}`);
    return found.path === '' ? found.message : `${found.path}: ${found.message}`;
  });
}

export function node(name: string, kubeletVersion: string, rest: Partial<NodeFacts> = {}): NodeFacts {
  return {name, kubeletVersion, labels: {}, taints: [], ...rest};
}

function nameOf(container: JsonObject): string {
  return stringAt(container, 'name') ?? '';
}

function movesOf(spec: JsonObject, sidecars: Readonly<Record<string, Sidecar>>): readonly Move[] {
  return objectsAt(spec, 'containers').flatMap((container, index) => {
    const sidecar = sidecars[nameOf(container)];
    if (sidecar === undefined) return [];
    const candidate: Candidate = {
      container,
      index,
      name: nameOf(container),
      ruleIndex: 0,
      rule: {startup: {gate: 'Auto', timeoutSeconds: 120}, preStop: 'Auto', ...sidecar.rule},
      ...(sidecar.class === undefined ? {} : {profile: profileOf(sidecar.class)}),
    };
    return [
      {candidate, gate: sidecar.gate ?? {type: 'None'}, position: sidecar.position ?? 'AfterInit'},
    ] satisfies Move[];
  });
}

function profileOf(kind: Profile['class']): Profile {
  const text = {id: kind, title: kind, link: 'https://example.com', summary: kind};
  return {...text, class: kind, names: [], images: [], addedBy: ['manifest'], hints: []};
}

function convertedOf(spec: JsonObject, moves: readonly Move[]): JsonObject {
  const names = new Set(moves.map(move => move.candidate.name));
  const natives = moves.map(({candidate, gate}) => ({
    ...candidate.container,
    restartPolicy: 'Always',
    ...('probe' in gate ? {startupProbe: gate.probe} : {}),
  }));
  return {
    ...spec,
    initContainers: [...objectsAt(spec, 'initContainers'), ...natives],
    containers: objectsAt(spec, 'containers').filter(container => !names.has(nameOf(container))),
  };
}

function policyOf(test: NonNullable<Given['policy']>): Policy {
  const {delivery = 'Auto', ...rest} = test;
  return {
    kind: 'SidecarPolicy',
    key: 'shop/shop',
    name: 'shop',
    namespace: 'shop',
    uid: 'uid',
    generation: 1,
    createdAt: '2026-01-01T00:00:00Z',
    deleting: false,
    finalizers: [],
    target: {kinds: ['Deployment'], selector: {}},
    sidecars: [],
    conversion: {
      mode: 'Enforce',
      delivery,
      rollout: {maxConcurrent: 1, progressDeadlineSeconds: 600, maxFailures: 3, restartPods: false},
      onDelete: 'Keep',
    },
    jobs: {mode: 'Off', waitSeconds: 10, backlog: 'Audit'},
    suspend: false,
    acknowledge: [],
    status: {},
    ...rest,
  };
}
