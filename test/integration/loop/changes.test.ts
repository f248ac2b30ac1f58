import assert from 'node:assert/strict';
import {RECORD_ANNOTATION, SKIP_LABEL} from '../../../src/api/constants.ts';
import {objectAt, objectsAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {container, native, podSpec} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {Lab} from './lab.ts';

describe('a converted Deployment', function () {
  this.timeout(120_000);
  let lab: Lab;
  const total = new Map<string, number>();

  before(async () => {
    lab = await Lab.open('loop-changes');
    await lab.start();
  });

  after(async () => lab.close());

  const sidecars = (startup: JsonObject): JsonObject => ({sidecars: [{match: {names: ['log']}, startup}]});
  const template = (spec: JsonObject): JsonObject => ({spec: {template: {spec}}});
  const now = (name: string): JsonObject => lab.follower('Deployment').get(name) ?? {};
  const record = (name: string): string | undefined =>
    stringAt(now(name), 'metadata', 'annotations', RECORD_ANNOTATION);
  const sidecar = (name: string) => objectsAt(now(name), 'spec', 'template', 'spec', 'initContainers')[0];
  const startupProbe = (name: string): JsonObject => objectAt(sidecar(name), 'startupProbe');

  /** One of its own with a policy of the same name, converted. */
  async function converted(name: string, spec: JsonObject = {}, pods?: JsonObject): Promise<JsonObject> {
    await lab.policyFor(name, name, spec);
    await lab.deployment(name, {pods});
    await lab.counts(name, {converted: 1});
    return now(name);
  }

  /** What has been written so far is all that is written in the end. */
  function wrote(name: string, times: number): void {
    assert.equal(lab.writes(name), times);
    total.set(name, times);
  }

  it('gets changed settings of its rule, in one write', async () => {
    await converted('settings');
    const probe = {tcpSocket: {port: 24224}};
    await lab.change('SidecarPolicy', 'settings', {spec: sidecars({gate: 'Probe', probe})});
    await eventually('the gate is there', () => startupProbe('settings')['tcpSocket'] !== undefined);
    await lab.change('SidecarPolicy', 'settings', {spec: sidecars({gate: 'None'})});
    await eventually('the gate is gone', () => startupProbe('settings')['tcpSocket'] === undefined);
    await lab.counts('settings', {converted: 1});
    wrote('settings', 3);
  });

  it('gets them when its policy is no longer suspended', async () => {
    const probe = {tcpSocket: {port: 24224}};
    await converted('later');
    await lab.change('SidecarPolicy', 'later', {spec: {suspend: true, ...sidecars({gate: 'Probe', probe})}});
    await lab.finds('later', 'SettingsOutdated');
    assert.equal(lab.writes('later'), 1);
    await lab.change('SidecarPolicy', 'later', {spec: {suspend: false}});
    await eventually('the gate is there', () => startupProbe('later')['tcpSocket'] !== undefined);
    wrote('later', 2);
  });

  it('stays as it is when its rule is removed, and is nobody’s then', async () => {
    await converted('ruleless');
    await lab.change('SidecarPolicy', 'ruleless', {spec: {sidecars: [{match: {names: ['other']}}]}});
    await lab.counts('ruleless', {converted: 0, skipped: 0, pending: 0});
    assert.deepEqual(lab.inits('ruleless'), ['log']);
    wrote('ruleless', 1);
  });

  it('stays as it is when one of its two rules is removed', async () => {
    const both = [container('log'), container('app'), container('proxy')];
    const [log, proxy] = ['log', 'proxy'].map(name => ({match: {names: [name]}}));
    await converted('two', {sidecars: [log, proxy]}, podSpec(both));
    await lab.change('SidecarPolicy', 'two', {spec: {sidecars: [proxy, {match: {names: ['witness']}}]}});
    await lab.deployment('two-witness', {pods: podSpec([container('app'), container('witness')]), label: 'two'});
    await lab.counts('two', {converted: 2});
    assert.deepEqual(lab.inits('two'), ['log', 'proxy']);
    wrote('two', 1);
  });

  it('is converted again, in one write, when its manifest comes back with the sidecar under another name', async () => {
    const images = {sidecars: [{match: {images: ['registry.example/log']}}]};
    await converted('renamed', images);
    const shipper = container('shipper', {image: 'registry.example/log:2.0'});
    await lab.change(
      'Deployment',
      'renamed',
      template({initContainers: null, containers: [container('app'), shipper]}),
    );
    await eventually('it is native under the new name', () => lab.inits('renamed').join() === 'shipper');
    await lab.counts('renamed', {converted: 1});
    assert.match(record('renamed') ?? '', /^\[\{"n":"shipper","i":1\}\]$/);
    wrote('renamed', 2);
  });

  it('is native, and no longer ours, when somebody renames the native sidecar', async () => {
    await converted('taken', {sidecars: [{match: {images: ['registry.example/log']}}]});
    const shipper = native('shipper', {image: 'registry.example/log:1.0'});
    await lab.change('Deployment', 'taken', template({initContainers: [shipper]}));
    await lab.counts('taken', {native: 1, converted: 0});
    await eventually('the marks are gone', () => record('taken') === undefined && lab.claim('taken') === undefined);
    wrote('taken', 2);
  });

  it('loses its marks, in one write, when its sidecar is dropped from the manifest', async () => {
    await converted('dropped');
    await lab.change('Deployment', 'dropped', template({initContainers: null}));
    await eventually('the marks are gone', () => record('dropped') === undefined && lab.claim('dropped') === undefined);
    await lab.counts('dropped', {native: 0, converted: 0, pending: 0});
    wrote('dropped', 2);
  });

  it('is converted again, in one write, when its old manifest comes back', async () => {
    await converted('again');
    const containers = [container('app'), container('log', {image: 'registry.example/log:2.0'})];
    await lab.change('Deployment', 'again', template({initContainers: null, containers}));
    await eventually('it is native again', () => stringAt(sidecar('again'), 'image') === 'registry.example/log:2.0');
    await lab.counts('again', {converted: 1});
    wrote('again', 2);
  });

  it('stays as it is when its policy asks for delivery Pod from now on, which is not available', async () => {
    await converted('delivered');
    await lab.change('SidecarPolicy', 'delivered', {spec: {conversion: {delivery: 'Pod'}}});
    await lab.deployment('delivered-witness', {label: 'delivered'});
    await lab.counts('delivered', {converted: 1, pending: 1});
    assert.equal(lab.writes('delivered-witness'), 0);
    wrote('delivered', 1);
  });

  it('is not written when its app gets a new image', async () => {
    await converted('deployed');
    const containers = [container('app', {image: 'registry.example/app:2.0'})];
    await lab.change('Deployment', 'deployed', template({containers}));
    await lab.deployment('deployed-witness', {label: 'deployed'});
    await lab.counts('deployed', {converted: 2});
    wrote('deployed', 1);
  });

  it('is not written when the label skip comes and goes', async () => {
    await converted('skipped');
    await lab.change('Deployment', 'skipped', {metadata: {labels: {[SKIP_LABEL]: 'true'}}});
    await lab.counts('skipped', {skipped: 1, converted: 0});
    await lab.change('Deployment', 'skipped', {metadata: {labels: {[SKIP_LABEL]: null}}});
    await lab.counts('skipped', {skipped: 0, converted: 1});
    wrote('skipped', 1);
  });

  it('is not written when its policy is suspended, off, audits, and enforces again', async () => {
    await converted('modes');
    await lab.change('SidecarPolicy', 'modes', {spec: {suspend: true}});
    await lab.deployment('modes-witness', {label: 'modes'});
    await lab.counts('modes', {converted: 1, pending: 1});
    await lab.change('SidecarPolicy', 'modes', {spec: {suspend: false, conversion: {mode: 'Off'}}});
    await lab.counts('modes', {converted: 0, pending: 0});
    await lab.change('SidecarPolicy', 'modes', {spec: {conversion: {mode: 'Audit'}}});
    await lab.counts('modes', {converted: 1, pending: 1});
    assert.equal(lab.writes('modes-witness'), 0);
    await lab.change('SidecarPolicy', 'modes', {spec: {conversion: {mode: 'Enforce'}}});
    await lab.counts('modes', {converted: 2});
    wrote('modes', 1);
  });

  it('was waited for while its label or its namespace’s said skip', async () => {
    await lab.policyFor('patient', 'patient');
    await lab.admin.merge('Namespace', {name: lab.namespace}, {metadata: {labels: {[SKIP_LABEL]: 'true'}}});
    await lab.counts('settings', {skipped: 1});
    await lab.deployment('patient');
    await lab.counts('patient', {skipped: 1});
    assert.equal(lab.writes('patient'), 0);
    await lab.admin.merge('Namespace', {name: lab.namespace}, {metadata: {labels: {[SKIP_LABEL]: null}}});
    await lab.counts('patient', {converted: 1});
    wrote('patient', 1);
  });

  it('has been written no more often than all of this asked for', async () => {
    await converted('last');
    for (const [name, times] of total) assert.equal(lab.writes(name), times, name);
  });
});
