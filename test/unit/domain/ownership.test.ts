import assert from 'node:assert/strict';
import type {JsonObject} from '../../../src/domain/json.ts';
import {
  applyManagersOf,
  declarativeOwner,
  declaresNative,
  hasController,
  reduceLastApplied,
} from '../../../src/domain/ownership.ts';
import {podSpecKeys, type Workload, type WorkloadKind} from '../../../src/domain/workload.ts';
import {container, native, objectOf, podSpec, workload} from '../../support/builders.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const withMetadata = (metadata: JsonObject, kind: WorkloadKind = 'Deployment'): Workload =>
  workload(kind, podSpec(), {metadata});

/** A managedFields entry that owns a container of the pod template, where it is an init container as a native one. */
function owning(kind: WorkloadKind, list: string, name: string, fields: JsonObject = {}): JsonObject {
  const more = list === 'initContainers' ? {'f:restartPolicy': {}} : {};
  const leaf: JsonObject = {[`k:{"name":"${name}"}`]: {'.': {}, 'f:name': {}, ...more}};
  const path = [...podSpecKeys(kind), list].map(key => `f:${key}`);
  const fieldsV1 = path.reduceRight<JsonObject>((inner, key) => ({[key]: inner}), leaf);
  return {manager: 'flux', operation: 'Apply', fieldsV1, ...fields};
}

describe('declarativeOwner', () => {
  const cases: readonly [metadata: JsonObject, tool: string, evidence: string][] = [
    [{annotations: {[LAST_APPLIED]: '{}'}}, 'kubectl apply', `annotation ${LAST_APPLIED}`],
    [{annotations: {'meta.helm.sh/release-name': 'shop'}}, 'Helm', 'annotation meta.helm.sh/release-name'],
    [{labels: {'app.kubernetes.io/managed-by': 'Helm'}}, 'Helm', 'label app.kubernetes.io/managed-by: Helm'],
    [{labels: {'kustomize.toolkit.fluxcd.io/name': 'a'}}, 'Flux', 'label kustomize.toolkit.fluxcd.io/name'],
    [{labels: {'helm.toolkit.fluxcd.io/name': 'a'}}, 'Flux', 'label helm.toolkit.fluxcd.io/name'],
    [{annotations: {'argocd.argoproj.io/tracking-id': 'a'}}, 'Argo CD', 'annotation argocd.argoproj.io/tracking-id'],
    [{labels: {'argocd.argoproj.io/instance': 'a'}}, 'Argo CD', 'label argocd.argoproj.io/instance'],
    [{managedFields: [owning('Deployment', 'containers', 'log')]}, 'flux', 'server-side apply by flux'],
  ];
  for (const [metadata, tool, evidence] of cases) {
    it(`is ${tool} by ${evidence}`, () => {
      assert.deepEqual(declarativeOwner(withMetadata(metadata), ['log']), {tool, evidence});
    });
  }

  it('is the tool that applies, where Argo CD or Flux install a Helm chart', () => {
    const labels = {'app.kubernetes.io/managed-by': 'Helm', 'argocd.argoproj.io/instance': 'a'};
    assert.equal(declarativeOwner(withMetadata({labels}), [])?.tool, 'Argo CD');
    const annotations = {[LAST_APPLIED]: '{}'};
    assert.equal(declarativeOwner(withMetadata({labels, annotations}), [])?.tool, 'Argo CD');
  });

  const none: readonly [title: string, metadata: JsonObject][] = [
    ['no metadata', {}],
    ['an instance label alone, which anybody writes', {labels: {'app.kubernetes.io/instance': 'a'}}],
    ['another managed-by', {labels: {'app.kubernetes.io/managed-by': 'kustomize'}}],
    ['an apply of another container', {managedFields: [owning('Deployment', 'containers', 'app')]}],
    ['an update of the container', {managedFields: [owning('Deployment', 'containers', 'log', {operation: 'Update'})]}],
    ['managedFields of another shape', {managedFields: [null, {operation: 'Apply', fieldsV1: 'x'}]}],
  ];
  for (const [title, metadata] of none) {
    it(`is nobody by ${title}`, () => {
      assert.equal(declarativeOwner(withMetadata(metadata), ['log']), undefined);
    });
  }
});

describe('applyManagersOf', () => {
  for (const kind of ['Deployment', 'CronJob', 'Job', 'Pod'] as const) {
    it(`finds the managers in the template of a ${kind}`, () => {
      const managedFields = [
        owning(kind, 'containers', 'log'),
        owning(kind, 'containers', 'log', {manager: 'tuner'}),
        owning(kind, 'containers', 'log', {manager: 'flux'}),
        owning(kind, 'initContainers', 'db', {manager: 'other'}),
      ];
      const found = withMetadata({managedFields}, kind);
      assert.deepEqual(applyManagersOf(found, 'log'), ['flux', 'tuner']);
      assert.deepEqual(applyManagersOf(found, 'db'), []);
    });
  }
});

describe('declaresNative', () => {
  const applied = (spec: JsonObject, kind: WorkloadKind = 'Deployment'): Workload =>
    withMetadata({annotations: {[LAST_APPLIED]: JSON.stringify(objectOf(kind, spec))}}, kind);

  it('is true where the last applied manifest has it as a native sidecar', () => {
    const spec = podSpec([container('app')], {initContainers: [native('log')]});
    assert.equal(declaresNative(applied(spec), 'log'), true);
    assert.equal(declaresNative(applied(spec, 'CronJob'), 'log'), true);
  });

  it('is true where server-side apply owns it there', () => {
    const managedFields = [owning('Deployment', 'initContainers', 'log')];
    assert.equal(declaresNative(withMetadata({managedFields}), 'log'), true);
  });

  it('is false where the manifest has it classic, or does not have it', () => {
    assert.equal(declaresNative(applied(podSpec()), 'log'), false);
    assert.equal(
      declaresNative(applied(podSpec([container('app')], {initContainers: [container('log')]})), 'log'),
      false,
    );
    assert.equal(declaresNative(withMetadata({}), 'log'), false);
  });

  it('is false where our own write owns it: that is no apply', () => {
    const managedFields = [owning('Deployment', 'initContainers', 'log', {manager: 'outrigger', operation: 'Update'})];
    assert.equal(declaresNative(withMetadata({managedFields}), 'log'), false);
  });

  it('is false where somebody applies but a setting of the native sidecar', () => {
    const leaf = {'k:{"name":"log"}': {'.': {}, 'f:name': {}, 'f:resources': {}}};
    const fieldsV1 = {'f:spec': {'f:template': {'f:spec': {'f:initContainers': leaf}}}};
    const managedFields = [{manager: 'tuner', operation: 'Apply', fieldsV1}];
    assert.equal(declaresNative(withMetadata({managedFields}), 'log'), false);
  });

  it('is false where the annotation cannot be read', () => {
    for (const text of ['', '{', 'null', '[]']) {
      assert.equal(declaresNative(withMetadata({annotations: {[LAST_APPLIED]: text}}), 'log'), false);
    }
  });
});

describe('reduceLastApplied', () => {
  it('keeps what is read of the annotation, and nothing else', () => {
    const spec = podSpec([container('app')], {initContainers: [container('setup'), native('log')]});
    const text = reduceLastApplied('CronJob', JSON.stringify(objectOf('CronJob', spec)));
    const target = withMetadata({annotations: {[LAST_APPLIED]: text}}, 'CronJob');
    assert.equal(declaresNative(target, 'log'), true);
    assert.equal(declaresNative(target, 'setup'), false);
    assert.equal(declarativeOwner(target, [])?.tool, 'kubectl apply');
    assert.ok(text.length < 120);
  });

  it('keeps the mark of the tool, also where the text cannot be read', () => {
    for (const text of ['{', '', JSON.stringify(objectOf('Deployment'))]) {
      const target = withMetadata({annotations: {[LAST_APPLIED]: reduceLastApplied('Deployment', text)}});
      assert.equal(declarativeOwner(target, [])?.tool, 'kubectl apply');
      assert.equal(declaresNative(target, 'log'), false);
    }
  });
});

describe('hasController', () => {
  it('is true for an owner that is the controller, not for any other owner', () => {
    assert.equal(hasController(withMetadata({ownerReferences: [{kind: 'ReplicaSet', controller: true}]})), true);
    assert.equal(hasController(withMetadata({ownerReferences: [{kind: 'ConfigMap'}]})), false);
    assert.equal(hasController(withMetadata({})), false);
  });
});
