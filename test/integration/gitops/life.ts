import assert from 'node:assert/strict';
import {objectAt, stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import {podSpecKeys} from '../../../src/domain/workload.ts';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {eventually} from '../../support/eventually.ts';
import type {Column} from './column.ts';
import type {Deployer, Engine} from './engine.ts';
import {FIRST, manifestOf, type Git, type Target} from './git.ts';
import type {Delivery, GitopsScene} from './gitops-scene.ts';
import {atTarget, WITH_REVISIONS} from './kubectl-deployer.ts';
import {createdPod, triedPod} from './native-pods.ts';
import {assertKept, withoutLog, type Owned} from './owned.ts';
import {newRevisions, StoredWorkload, type Snapshot} from './stored-workload.ts';
import {expectedVerdict} from './traps.ts';
import {differences, placesOf, verdictOfError, type Verdict} from './verdict.ts';

const CONVERTED = {Template: 'app | log*', Pod: 'app log | '} as const;

/** What has stayed after these is not undone by Git's going back. */
const LASTING = new Set<Column>(['changed or emptied ports', 'removed sidecar']);

/** Of two edits that come to the same, these kinds have the one and the others the other, so that each tool has both. */
const OTHERWISE = new Set<Target['kind']>(['StatefulSet', 'DaemonSet']);

/** What restarts pods, for people and for Outrigger. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

export interface Row {
  readonly engine: Engine;
  readonly delivery: Delivery;
  readonly target: Target;
}

/** The life of one workload in the hands of one engine: everything that its users do, and what came of it. */
export class Life {
  readonly row: Row;
  readonly verdicts = new Map<Column, Verdict>();
  /** Why it has ended early. */
  failure: unknown;
  readonly #scene: GitopsScene;
  readonly #deployer: Deployer;
  readonly #stored: StoredWorkload;
  #git: Git = FIRST;
  #classic: Snapshot | undefined;

  constructor(scene: GitopsScene, row: Row) {
    this.row = row;
    this.#scene = scene;
    this.#deployer = row.engine.open(scene.cluster, row.target);
    this.#stored = new StoredWorkload(scene.lab.admin, row.target);
  }

  /** Classic, as in Git. */
  async begin(): Promise<void> {
    await this.#deploy();
    this.#classic = await this.#stored.look();
    if (this.row.delivery === 'Template') await this.#scene.govern(this.row.target);
  }

  async live(): Promise<void> {
    try {
      await this.#convert();
      await this.#unchanged();
      if (this.row.target.kind === 'Job') await this.#natives();
      else await this.#changes();
      await this.#removeAll();
    } catch (error) {
      this.failure = error;
    }
  }

  async #convert(): Promise<void> {
    if (this.row.delivery === 'Pod') return;
    const isConverted = async (): Promise<Snapshot | false> => {
      const now = await this.#stored.look();
      return placesOf(now.spec) === CONVERTED.Template && now;
    };
    const {owned} = await eventually('it is converted', isConverted, 60, 100);
    assertKept(withoutLog(this.#classic?.owned ?? {}), withoutLog(owned));
  }

  /** The same manifest again: each owns what was its own, and at the latest the second time nothing comes of it. */
  async #unchanged(): Promise<void> {
    const before = await this.#stored.look();
    await this.#deploy();
    const after = await this.#stored.look();
    assert.deepEqual(after.spec, before.spec);
    const rolls = after.generation > before.generation + this.#allowedRise();
    this.#keeps(after, rolls ? withoutLog : owned => owned);
    this.#take('unchanged', rolls ? 'rolls once' : 'as in Git');
    assert.equal(await this.#verdict(), 'as in Git');
    await this.#still();
    await this.#noDiff();
  }

  /** As if there was no Outrigger; with `kubectl replace` all that it brings anew is the replacing manager's anyway. */
  #keeps({owned}: Snapshot, of: (owned: Owned) => Owned): void {
    if (this.row.engine.side !== 'put') assertKept(of(this.#classic?.owned ?? {}), of(owned));
  }

  async #changes(): Promise<void> {
    const otherwise = OTHERWISE.has(this.row.target.kind);
    await this.#change('new images, args, probe', {tag: '2', args: ['--format=text'], probe: '/other'});
    await this.#back();
    await this.#change('new env', {env: ['LEVEL', 'COLOUR', 'NEW']});
    await this.#change('removed or renamed env', {env: otherwise ? ['LEVEL', 'COLOR', 'NEW'] : ['LEVEL', 'NEW']});
    await this.#byHand();
    await this.#natives();
    await this.#change('changed mountPath', {mountPath: '/var/log/other'});
    await this.#change('changed or emptied ports', {ports: otherwise ? [] : [9090]});
    await this.#change('no probe, no ports', {probe: undefined, ports: undefined});
    await this.#change('removed sidecar', {hasLog: false});
  }

  /** Git says something else: it is stored, or the documented thing happens and Git goes back. */
  async #change(column: Column, change: Partial<Git>): Promise<void> {
    const before = this.#git;
    this.#git = {...before, ...change};
    const verdict = await this.#deploy().then(async () => this.#verdict(), verdictOfError);
    this.#take(column, verdict);
    if (verdict === 'as in Git') return this.#still();
    const {env} = this.#git;
    // A new name that goes again would stay as the old one has.
    this.#git = verdict === 'stays' ? {...before, env: [...new Set([...before.env, ...env])]} : before;
    if (verdict === 'refused') assert.equal(await this.#verdict(), 'as in Git', 'nothing is changed');
    else if (!LASTING.has(column)) await this.#restore();
  }

  /** Deploying what Git said before makes good what went wrong. */
  async #restore(): Promise<void> {
    await this.#deploy();
    assert.equal(await this.#verdict(), 'as in Git', 'what Git said before is back');
  }

  /** To what was first, and forth. */
  async #back(): Promise<void> {
    const {back} = this.#deployer;
    if (back === undefined) return;
    const now = this.#git;
    await back();
    this.#git = FIRST;
    this.#take('rolled back', await this.#verdict());
    this.#git = now;
    await this.#restore();
  }

  async #byHand(): Promise<void> {
    const [reference = '', ...at] = atTarget(this.row.target);
    await this.#scene.cluster.kubectl(['annotate', reference, ...at, 'somebody=here']);
    await this.#scene.cluster.kubectl(['set', 'image', reference, ...at, 'app=by-hand', 'log=by-hand']);
    await this.#restart();
    assert.equal(placesOf((await this.#stored.look()).spec), CONVERTED[this.row.delivery]);
    await this.#restore();
    this.#take('after edits by hand', await this.#verdict());
    await this.#still();
    await this.#noDiff();
    const {object} = await this.#stored.look();
    const isRestarted = stringMapAt(this.#template(object), 'metadata', 'annotations')[RESTARTED_AT] !== undefined;
    const stays = WITH_REVISIONS.has(this.row.target.kind) && this.row.engine.side !== 'put';
    assert.equal(isRestarted, stays, 'what has restarted the pods is there');
  }

  /** As Outrigger restarts pods, those that it may. */
  async #restart(): Promise<void> {
    const {kind, ...at} = this.row.target;
    if (!WITH_REVISIONS.has(kind)) return;
    const metadata = {annotations: {[RESTARTED_AT]: '2026-11-28T10:30:00Z'}};
    const {rest} = this.#scene.lab.admin;
    await rest.mergePatch(objectPath(RESOURCES[kind], at), {spec: {template: {metadata}}});
  }

  /** A pod that its controller has created, not only one that was tried. */
  async #natives(): Promise<void> {
    const created = await createdPod(this.#scene, this.row.target, this.#stored);
    if (created === undefined) return;
    assert.equal(placesOf(created), CONVERTED.Template);
    assert.deepEqual(differences(created, this.#git), []);
  }

  async #removeAll(): Promise<void> {
    await this.#deployer.remove();
    await eventually('it is gone', async () => this.#stored.isGone());
    this.#take('removed workload', 'as in Git');
    const writes = this.#scene.lab.proxy.stored(this.#path());
    assert.equal(writes.length, this.row.delivery === 'Pod' ? 0 : 1, 'what Outrigger has written to it');
  }

  async #deploy(): Promise<void> {
    await this.#deployer.deploy(manifestOf(this.row.target, this.#git));
  }

  /** The same manifest again changes nothing at all: no generation, no revision, nobody's fields. */
  async #still(): Promise<void> {
    const before = await this.#stored.look();
    await this.#deploy();
    const after = await this.#stored.look();
    assert.deepEqual(after.spec, before.spec);
    assert.deepEqual(newRevisions(before, after), []);
    const rise = after.generation - before.generation;
    assert.ok(rise <= this.#allowedRise(), `the generation rose from ${before.generation} to ${after.generation}`);
    assertKept(before.owned, after.owned);
  }

  /** Nor does the tool say that it would. */
  async #noDiff(): Promise<void> {
    assert.equal((await this.#deployer.diff?.(manifestOf(this.row.target, this.#git))) ?? '', '');
  }

  /** `kubectl replace` takes the revision annotation from a Deployment, also without Outrigger. */
  #allowedRise(): number {
    return this.row.engine.side === 'put' && this.row.target.kind === 'Deployment' ? 1 : 0;
  }

  /** Of what is stored, and of a pod that would be created now. */
  async #verdict(): Promise<Verdict> {
    const {delivery, target} = this.row;
    const {spec, object} = await this.#stored.look();
    const wrong = differences(spec, this.#git);
    const hasLog = this.#git.hasLog || wrong.includes('log');
    assert.equal(placesOf(spec), hasLog ? CONVERTED[delivery] : 'app | ');
    const pod = await triedPod(this.#scene.lab.admin, target, object);
    assert.equal(placesOf(pod), hasLog ? CONVERTED.Template : 'app | ');
    assert.deepEqual(differences(pod, this.#git), wrong);
    if (wrong.length === 0) return 'as in Git';
    assert.equal(wrong.length, 1, wrong.join());
    return 'stays';
  }

  #take(column: Column, verdict: Verdict): void {
    const {engine, delivery} = this.row;
    this.verdicts.set(column, verdict);
    assert.equal(verdict, expectedVerdict(engine, delivery, column), column);
  }

  #template(object: JsonObject): JsonObject {
    return objectAt(object, ...podSpecKeys(this.row.target.kind).slice(0, -1));
  }

  #path(): string {
    const {kind, name, namespace} = this.row.target;
    return `${collectionPath(RESOURCES[kind], namespace)}/${name}`;
  }
}
