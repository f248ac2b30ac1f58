import assert from 'node:assert/strict';
import {collectionPath, RESOURCES} from '../../../src/kube/resources.ts';
import {eventually} from '../../support/eventually.ts';
import type {Column} from './column.ts';
import type {Deployer, Engine} from './engine.ts';
import {FIRST, manifestOf, type Git, type Target} from './git.ts';
import type {Delivery, GitopsScene} from './gitops-scene.ts';
import {nativePods} from './native-pods.ts';
import {StoredWorkload, type Snapshot} from './stored-workload.ts';
import {expectedVerdict} from './traps.ts';
import {differences, placesOf, verdictOfError, type Verdict} from './verdict.ts';

const CONVERTED = {Template: 'app | log*', Pod: 'app log | '} as const;

/** What has stayed after these is not undone by Git's going back. */
const LASTING = new Set<Column>(['changed port', 'removed sidecar']);

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
    await eventually('it is converted', async () => this.#places(await this.#stored.look()) === 'app | log*', 60, 100);
  }

  /** The same manifest again: each owns what was its own, and at the latest the second time nothing comes of it. */
  async #unchanged(): Promise<void> {
    const before = await this.#stored.look();
    await this.#deploy();
    const after = await this.#stored.look();
    assert.deepEqual(after.spec, before.spec);
    assert.deepEqual(lost(this.#classic?.managers ?? [], after.managers), []);
    const rolls = after.generation > before.generation + this.#allowedRise();
    if (!rolls) assert.deepEqual(after.applied, this.#classic?.applied);
    this.#take('unchanged', rolls ? 'rolls once' : 'as in Git');
    await this.#still();
  }

  async #changes(): Promise<void> {
    await this.#change('new images, probe', {...this.#git, tag: '2', probe: '/other'});
    await this.#back();
    await this.#change('new env', {...this.#git, env: [...this.#git.env, 'NEW']});
    await this.#change('removed env', {...this.#git, env: this.#git.env.filter(name => name !== 'COLOUR')});
    await this.#byHand();
    await this.#natives();
    await this.#change('changed port', {...this.#git, port: 9090});
    await this.#change('removed sidecar', {...this.#git, hasLog: false});
  }

  /** Git says something else: it is stored, or the documented thing happens and Git goes back. */
  async #change(column: Column, git: Git): Promise<void> {
    const before = this.#git;
    this.#git = git;
    const verdict = await this.#deploy().then(async () => this.#verdict(), verdictOfError);
    this.#take(column, verdict);
    if (verdict === 'as in Git') return this.#still();
    this.#git = before;
    if (!(verdict === 'stays' && LASTING.has(column))) await this.#restore();
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
    const {kind, name, namespace} = this.row.target;
    const at = [`${kind.toLowerCase()}/${name}`, `--namespace=${namespace}`];
    const kubectl = async (verb: string[], ...args: string[]): Promise<void> => {
      await this.#scene.cluster.kubectl([...verb, ...at, ...args]);
    };
    await kubectl(['annotate'], 'somebody=here');
    await kubectl(['set', 'image'], 'app=by-hand', 'log=by-hand');
    assert.equal(this.#places(await this.#stored.look()), CONVERTED[this.row.delivery]);
    await this.#restore();
    this.#take('after edits by hand', await this.#verdict());
    await this.#still();
  }

  async #natives(): Promise<void> {
    await nativePods(this.#scene, this.row.target, this.#stored);
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

  /** The same manifest again changes nothing at all: no generation, no revision. */
  async #still(): Promise<void> {
    const before = await this.#stored.look();
    await this.#deploy();
    const after = await this.#stored.look();
    assert.deepEqual(after.spec, before.spec);
    assert.deepEqual(after.revisions, before.revisions);
    const rise = after.generation - before.generation;
    assert.ok(rise <= this.#allowedRise(), `the generation rose from ${before.generation} to ${after.generation}`);
    assert.deepEqual(lost(before.managers, after.managers), []);
  }

  /** `kubectl replace` takes the revision annotation from a Deployment, also without Outrigger. */
  #allowedRise(): number {
    return this.row.engine.side === 'put' && this.row.target.kind === 'Deployment' ? 1 : 0;
  }

  async #verdict(): Promise<Verdict> {
    const {spec, object} = await this.#stored.look();
    const wrong = differences(this.row.target.kind, object, this.#git);
    const places = this.#git.hasLog || wrong.includes('log') ? CONVERTED[this.row.delivery] : 'app | ';
    assert.equal(placesOf(spec), places);
    if (wrong.length === 0) return 'as in Git';
    assert.equal(wrong.length, 1, wrong.join());
    return 'stays';
  }

  #take(column: Column, verdict: Verdict): void {
    const {engine, delivery} = this.row;
    this.verdicts.set(column, verdict);
    assert.equal(verdict, expectedVerdict(engine, delivery, column), column);
  }

  #places({spec}: Snapshot): string {
    return placesOf(spec);
  }

  #path(): string {
    const {kind, name, namespace} = this.row.target;
    return `${collectionPath(RESOURCES[kind], namespace)}/${name}`;
  }
}

function lost(before: readonly string[], after: readonly string[]): readonly string[] {
  return before.filter(one => !after.includes(one));
}
