import assert from 'node:assert/strict';
import {clientSideApply} from '../../../../src/domain/checks/client-side-apply.ts';
import {keptByWebhook} from '../../../../src/domain/checks/kept-by-webhook.ts';
import {needsAdmission} from '../../../../src/domain/checks/needs-admission.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {run, type Given} from './given.ts';

const lastApplied = {annotations: {'kubectl.kubernetes.io/last-applied-configuration': '{}'}};
const helm = {labels: {'app.kubernetes.io/managed-by': 'Helm'}};
const flux = {labels: {'kustomize.toolkit.fluxcd.io/name': 'apps'}};
const argo = {annotations: {'argocd.argoproj.io/tracking-id': 'shop'}};
const applied = (manager: string, container: string, operation = 'Apply'): JsonObject => {
  const containers = {[`k:{"name":"${container}"}`]: {}};
  const fieldsV1 = {'f:spec': {'f:template': {'f:spec': {'f:containers': containers}}}};
  return {managedFields: [{manager, operation, fieldsV1}]};
};
const admission = (pods: boolean, templates: boolean) => ({facts: {admission: {pods, templates}}});
const explicit = {policy: {delivery: 'Template'}, delivery: 'Template'} as const;

describe('NeedsAdmission', () => {
  const blocked: readonly (readonly [string, Given, RegExp])[] = [
    [
      'a Job, whose template is immutable',
      {kind: 'Job', delivery: 'Pod'},
      /A Job's pod template.*outrigger convert.*jobs\.mode/,
    ],
    ['a bare Pod', {kind: 'Pod', delivery: 'Pod'}, /A Pod's list of containers.*outrigger convert/],
    [
      'a Job although the policy says Template',
      {kind: 'Job', delivery: 'Pod', policy: {delivery: 'Template'}},
      /A Job's/,
    ],
    [
      'what kubectl apply brings back',
      {metadata: lastApplied, delivery: 'Pod'},
      /^kubectl apply will apply this object again \(annotation kubectl/,
    ],
    ['what Helm brings back', {metadata: helm, delivery: 'Pod'}, /^Helm will apply/],
    ['what Flux brings back', {metadata: flux, delivery: 'Pod'}, /^Flux will apply.*once log has moved/],
    [
      'what Argo CD brings back',
      {metadata: argo, delivery: 'Pod'},
      /^Argo CD will apply.*"Duplicate value".*outrigger convert/,
    ],
    [
      'what a server-side applier brings back',
      {metadata: applied('terraform', 'log'), delivery: 'Pod'},
      /^terraform will apply/,
    ],
    ['an explicit Template that a tool undoes', {metadata: flux, ...explicit}, /^Flux will apply/],
    [
      'an explicit Template where only pods are converted',
      {metadata: flux, ...explicit, ...admission(true, false)},
      /^Flux will apply/,
    ],
  ];
  for (const [title, test, expected] of blocked) {
    it(`blocks ${title}`, () => assert.match(run(needsAdmission, test).join(), expected));
  }

  const passed: readonly (readonly [string, Given])[] = [
    ['an object that nobody re-applies', {delivery: 'Template'}],
    [
      'an explicit Pod, which waits for admission instead',
      {metadata: flux, policy: {delivery: 'Pod'}, delivery: 'Pod'},
    ],
    ['a Job with an explicit Pod', {kind: 'Job', policy: {delivery: 'Pod'}, delivery: 'Pod'}],
    ['pods that are converted when they are created', {metadata: flux, delivery: 'Pod', ...admission(true, false)}],
    ['templates that admission keeps', {metadata: flux, ...explicit, ...admission(false, true)}],
    ['an applier of other containers', {metadata: applied('terraform', 'app'), delivery: 'Template'}],
    ['a manager that only updates', {metadata: applied('kubectl', 'log', 'Update'), delivery: 'Template'}],
    [
      'a controller, of which ControllerOwned speaks',
      {metadata: {ownerReferences: [{kind: 'X', name: 'x', controller: true}]}, delivery: 'Pod'},
    ],
    ['a workload with nothing to move', {metadata: flux, sidecars: {}, delivery: 'Pod'}],
  ];
  for (const [title, test] of passed) it(`passes ${title}`, () => assert.deepEqual(run(needsAdmission, test), []));
});

describe('KeptByWebhook', () => {
  const byWebhook = {facts: {admission: {pods: true, templates: true, keptByWebhook: true as const}}};

  it('says what an outage means for a template that a tool applies again', () => {
    const [message] = run(keptByWebhook, {metadata: flux, ...explicit, ...byWebhook});
    assert.match(message ?? '', /^Flux will apply.*webhook moves log again.*"Duplicate value".*delivery: Pod/);
  });

  const silent: readonly (readonly [string, Given])[] = [
    ['the keep policy keeps it', {metadata: flux, ...explicit, ...admission(true, true)}],
    ['nobody applies it again', {...explicit, ...byWebhook}],
    ['pods are converted', {metadata: flux, delivery: 'Pod', ...byWebhook}],
    ['nothing moves', {metadata: flux, sidecars: {}, ...explicit, ...byWebhook}],
  ];
  for (const [title, test] of silent) {
    it(`says nothing where ${title}`, () => assert.deepEqual(run(keptByWebhook, test), []));
  }
});

describe('ClientSideApply', () => {
  const kept = {...explicit, ...admission(true, true)};
  const both = {...lastApplied, ...applied('kubectl', 'log')};
  const cases: readonly (readonly [string, Given, boolean])[] = [
    ['warns of kubectl apply where admission keeps the conversion', {metadata: lastApplied, ...kept}, true],
    ['warns of Helm without server-side apply', {metadata: helm, ...kept}, true],
    [
      'warns where NeedsAdmission is acknowledged',
      {metadata: lastApplied, delivery: 'Template', policy: {acknowledge: ['NeedsAdmission']}},
      true,
    ],
    ['is silent where NeedsAdmission blocks anyway', {metadata: lastApplied, ...explicit}, false],
    ['is silent on server-side apply', {metadata: both, ...kept}, false],
    ['is silent on Flux, which applies server-side', {metadata: flux, ...kept}, false],
    ['is silent where pods are converted', {metadata: lastApplied, ...admission(true, true), delivery: 'Pod'}, false],
    ['is silent where nobody applies', kept, false],
  ];
  for (const [title, test, warns] of cases) {
    it(title, () => assert.equal(run(clientSideApply, test).length, warns ? 1 : 0));
  }
});
