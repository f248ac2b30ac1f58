import assert from 'node:assert/strict';
import {eventually} from '../../support/eventually.ts';
import type {LogLine, Operator} from '../../support/operator.ts';
import type {Fault as Answer, ProxiedRequest} from '../../support/faults.ts';
import {excess, footprintOf, type Footprint} from './footprint.ts';
import {assertUnharmed} from './invariants.ts';
import {Scene, type SceneOptions} from './scene.ts';
import {SideBySide} from './side-by-side.ts';
import type {Snapshot} from './snapshot.ts';
import {FINAL_COUNTS, TEMPLATE_KINDS} from './world.ts';

/** Something bad that happens to an operator. */
export interface Fault {
  /** Completes the sentence "an operator …". */
  readonly title: string;
  /** Before it is started. */
  readonly start?: (scene: Scene) => Promise<void> | void;
  /** While it has nothing to do; what is ordered at the proxies here meets the work that begins then. */
  readonly before?: (scene: Scene) => Promise<void> | void;
  /** From when the policy is there. Resolves when the fault is over. */
  readonly during?: (scene: Scene) => Promise<void>;
  /** In the middle of its work: some conversions are stored, the next are under way. Resolves when the fault is over. */
  readonly midway?: (scene: Scene) => Promise<void>;
  /** What is to be seen of this fault in particular, at the end. */
  readonly after?: (scene: Scene) => Promise<void> | void;
  /** How many warnings it may be worth, a minute. Default: {@link FEW}. */
  readonly warnings?: number;
  /** How many lines it may be worth, a minute, that say that somebody must look. Default: none. */
  readonly errors?: number;
  /** How long it may take until nothing is left of it, from its end on. Default: two minutes. */
  readonly seconds?: number;
}

/** How it ends when nothing happens. */
export interface Reference {
  readonly snapshot: Snapshot;
  readonly footprint: Footprint;
}

/**
 * Watches, work, Events and expired versions are a line a minute each, and each pod that could not be finished is one; a
 * line for every attempt would be hundreds.
 */
const FEW = 10;
/** Less what a line may take on its way here. */
const A_MINUTE = 58_000;
/** Connections that nobody uses are kept for half a minute. */
const CALMS_SECONDS = 90;
/** Milliseconds between two looks, which are not cheap, and many scenes look at the same time. */
const LOOK_EVERY = 500;
/** So many conversions are stored before a fault that comes midway. */
const FIRST = 3;

/** To make a world and to start a process is work, and what follows mostly waits. */
const BEGINNINGS = new SideBySide(3);

let reference: Promise<Reference> | undefined;

/** Once per run of the tests, on the cluster that asks first. */
export function referenceOf({cluster}: Pick<SceneOptions, 'cluster'>): Promise<Reference> {
  reference ??= undisturbed({cluster, namespace: 'faults-reference'});
  return reference;
}

/** The whole story without any fault. */
async function undisturbed(options: SceneOptions): Promise<Reference> {
  const scene = await BEGINNINGS.run(async () => begun(options, {title: 'that nothing happens to'}));
  try {
    await scene.begin();
    await scene.goOn();
    const snapshot = await eventually(
      'everything is done',
      async () => {
        finished(await scene.snapshot());
        // The first may have the policy's last status beside workloads of a moment before.
        return scene.snapshot();
      },
      60,
      LOOK_EVERY,
    );
    const footprint = await eventually(
      'idle connections are closed',
      async () => calm(scene),
      CALMS_SECONDS,
      LOOK_EVERY,
    );
    await assertUnharmed(scene);
    assertQuiet(scene, {warnings: 0});
    await assertStops(scene.operator);
    return {snapshot, footprint};
  } finally {
    await scene.close();
  }
}

function finished(snapshot: Snapshot): Snapshot | undefined {
  const {workloads} = snapshot.policy as {readonly workloads: Readonly<Record<string, number>>};
  const wrong = Object.entries(FINAL_COUNTS).filter(([state, count]) => workloads[state] !== count);
  if (wrong.length > 0) throw new Error(`it counts ${JSON.stringify(workloads)}`);
  return snapshot;
}

async function calm(scene: Scene): Promise<Footprint | undefined> {
  if (scene.tcp.connections > scene.http.openWatches) return undefined;
  const footprint = await footprintOf(scene);
  return footprint.waiting === 0 ? footprint : undefined;
}

/** The same story with a fault in it, which must end the same; rejects with what is different. */
export async function runFault(fault: Fault, options: SceneOptions): Promise<void> {
  const wanted = referenceOf(options);
  // It is awaited later, and may fail before.
  wanted.catch(() => undefined);
  const scene = await BEGINNINGS.run(async () => begun(options, fault));
  try {
    await fault.before?.(scene);
    await work(scene, fault);
    await scene.goOn();
    await assertConverges(scene, await wanted, fault);
    await fault.after?.(scene);
    await assertStops(scene.operator);
  } catch (error) {
    for (const operator of scene.operators) operator.tell();
    throw error;
  } finally {
    await scene.close();
  }
}

/** A scene with an operator that works. */
async function begun(options: SceneOptions, fault: Fault): Promise<Scene> {
  const scene = await Scene.open(options);
  try {
    await fault.start?.(scene);
    await scene.start();
    return scene;
  } catch (error) {
    for (const operator of scene.operators) operator.tell();
    await scene.close();
    throw error;
  }
}

async function work(scene: Scene, {during, midway}: Fault): Promise<void> {
  if (midway === undefined) {
    await scene.begin();
    return during?.(scene);
  }
  const hold = holdTemplateWrites(scene, FIRST);
  await scene.begin();
  await hold.reached;
  try {
    await midway(scene);
  } finally {
    hold.release();
  }
}

/** Template writes after so many wait at the proxy: there is a middle, however fast the work is. */
function holdTemplateWrites({http}: Scene, first: number): Hold {
  const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const until: Answer = {type: 'Delay', until: released.promise};
  let count = 0;
  const isLater = (request: ProxiedRequest): boolean => {
    if (!isTemplateWrite(request) || ++count <= first) return false;
    reached.resolve();
    return true;
  };
  const order = http.order(isLater, until, Infinity);
  const release = (): void => {
    order.lift();
    released.resolve();
  };
  return {reached: reached.promise, release};
}

interface Hold {
  readonly reached: Promise<void>;
  readonly release: () => void;
}

/** Writes of workloads themselves, of all kinds. */
export function isTemplateWrite({method, path}: ProxiedRequest): boolean {
  return method === 'PATCH' && TEMPLATE_KINDS.some(kind => path.includes(`/${kind.toLowerCase()}s/`));
}

/** The end is that of the reference, nothing was harmed on the way, and nothing is left of it in the process. */
export async function assertConverges(
  scene: Scene,
  wanted: Reference,
  {seconds = 120, ...noise}: Pick<Fault, 'warnings' | 'errors' | 'seconds'> = {},
): Promise<void> {
  const same = async (): Promise<true> => {
    scene.operator.mustLive();
    assert.deepEqual(await scene.snapshot(), wanted.snapshot);
    return true;
  };
  await eventually('it is as it would be without the fault', same, seconds, LOOK_EVERY);
  await assertBack(scene, wanted);
  await same();
  await assertUnharmed(scene);
  await eventually('every watch works again', () => broken(scene.operators).length === 0, CALMS_SECONDS, LOOK_EVERY);
  assertQuiet(scene, noise);
}

/** Kinds whose watches were said to fail, and not to work again. */
function broken(operators: readonly Operator[]): readonly string[] {
  const lines = operators.flatMap(operator => operator.lines);
  return lines.flatMap(({message, resource}, index) => {
    if (message !== 'watch failed and will be tried again') return [];
    const over = lines.slice(index).some(line => line.message === 'watch works again' && line['resource'] === resource);
    return over ? [] : [String(resource)];
  });
}

/** The process holds no more than it does where nothing has happened. */
export async function assertBack(scene: Scene, {footprint}: Reference): Promise<void> {
  const isBack = async (): Promise<true> => {
    const more = excess(await footprintOf(scene), footprint);
    if (more.length > 0) throw new Error(more.join('; '));
    return true;
  };
  await eventually('nothing is left of the fault', isBack, CALMS_SECONDS, LOOK_EVERY);
}

/** A few warnings, no stack, nothing that is not a log line; and whoever says that a watch fails says when it works. */
export function assertQuiet(
  {operators}: Pick<Scene, 'operators'>,
  {warnings = FEW, errors = 0}: Pick<Fault, 'warnings' | 'errors'>,
): void {
  const lines = operators.flatMap(operator => operator.lines);
  assert.deepEqual(
    lines.filter(({time, stack}) => time === undefined || stack !== undefined),
    [],
  );
  assert.deepEqual(broken(operators), [], 'watches that do not work again');
  for (const operator of operators) assertOnceAMinute(operator.lines.filter(({level}) => level !== 'info'));
  assertFew(lines, 'warn', warnings);
  assertFew(lines, 'error', errors);
}

/**
 * No two lines within a minute that differ only in when and how often; but a lease that is lost twice, and had again in
 * between, is told of twice: those of the tests last seconds, and the machine is busy.
 */
function assertOnceAMinute(lines: readonly LogLine[]): void {
  const last = new Map<string, number>();
  const others = lines.filter(line => line['lease'] === undefined);
  for (const {time: _, reconcileId: __, suppressed: ___, seenAt, ...line} of others) {
    const text = JSON.stringify(line);
    const since = seenAt - (last.get(text) ?? -Infinity);
    assert.ok(since >= A_MINUTE, `${Math.round(since)} ms after the same line: ${text}`);
    last.set(text, seenAt);
  }
}

/** What goes on is said once a minute, and on a busy machine everything takes longer. */
function assertFew(lines: readonly LogLine[], level: string, mostAMinute: number): void {
  const found = lines.filter(line => line.level === level);
  const times = found.map(({seenAt}) => seenAt);
  const minutes = times.length === 0 ? 0 : Math.floor((Math.max(...times) - Math.min(...times)) / 60_000);
  const most = mostAMinute * (1 + minutes);
  assert.ok(found.length <= most, `${found.length} lines: ${JSON.stringify(found, undefined, 1)}`);
}

async function assertStops(operator: Operator): Promise<void> {
  operator.mustLive();
  assert.equal(await operator.stop(), 0);
}
