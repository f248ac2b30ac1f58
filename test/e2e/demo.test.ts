import assert from 'node:assert/strict';
import {execFile, spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer, type AddressInfo, type Server} from 'node:net';
import {dirname, join} from 'node:path';
import {createInterface} from 'node:readline';
import {promisify} from 'node:util';
import {parse} from 'yaml';
import {startCluster, type Cluster} from '../cluster/cluster.ts';
import {cachesFolder} from '../cluster/programs/cache.ts';
import {runningParts, storedParts, tracesOf, type Traces} from '../cluster/traces.ts';
import {eventually} from '../support/eventually.ts';
import {installCrds} from '../support/install-crds.ts';
import {kubeconfigOf} from '../support/kubeconfig-of.ts';
import {TemporaryFolder} from '../support/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** Two cores that other tests use as well. */
const PATIENCE_SECONDS = 150;

/** A cluster that nobody may talk to: the one of the person who types `make run`. */
class Decoy {
  connections = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', socket => {
      this.connections++;
      socket.destroy();
    });
  }

  static async open(): Promise<Decoy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Decoy(server);
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
  }
}

/** `make run`, as somebody types it whose shell knows another cluster. */
class Demo {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #mark: string;

  constructor(home: string, variables: Readonly<Record<string, string>> = {}) {
    this.#mark = `DEMO_TEST=${process.pid}-${performance.now()}`;
    const [name = '', value = ''] = this.#mark.split('=');
    const env = {...environmentOf(home), ...variables, [name]: value};
    // A group of its own, as a shell gives it to a command: Ctrl-C is for all in it.
    this.#child = spawn('make', ['run'], {cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true});
    this.#closed = once(this.#child, 'close');
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      if (output !== null) createInterface({input: output}).on('line', line => this.lines.push(line));
    }
  }

  get text(): string {
    return this.lines.join('\n');
  }

  async untilItSays(pattern: RegExp): Promise<RegExpExecArray> {
    const look = (): RegExpExecArray | 'Ended' | null => pattern.exec(this.text) ?? (this.#hasEnded() ? 'Ended' : null);
    const said = await eventually(`it says ${String(pattern)}`, look, PATIENCE_SECONDS).catch((error: unknown) => {
      throw new Error(`it said:\n${this.text}`, {cause: error});
    });
    if (said === 'Ended') assert.fail(`it has ended and never said ${String(pattern)}:\n${this.text}`);
    return said;
  }

  /** What Ctrl-C does. */
  interrupt(): void {
    process.kill(-(this.#child.pid ?? 0), 'SIGINT');
  }

  /** Answers the exit code of `make`, or the signal that ended it. */
  async ended(): Promise<number | string | null> {
    await this.#closed;
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  /** Those of its processes that still run; the cluster's servers are told by their traces. */
  processes(): readonly string[] {
    return readdirSync('/proc').filter(pid => /^\d+$/.test(pid) && environOf(pid).includes(this.#mark));
  }

  kill(): void {
    for (const pid of this.processes()) process.kill(Number(pid), 'SIGKILL');
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

function environOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

/** A home whose kubeconfig, and a shell whose KUBECONFIG, name the decoy; only the programs' cache is the real one. */
function environmentOf(home: string): NodeJS.ProcessEnv {
  const {PATH, KUBEBUILDER_ASSETS} = process.env;
  return {
    PATH,
    XDG_CACHE_HOME: cachesFolder(),
    ...(KUBEBUILDER_ASSETS === undefined ? {} : {KUBEBUILDER_ASSETS}),
    HOME: home,
    TMPDIR: join(home, 'tmp'),
    KUBECONFIG: join(home, '.kube', 'config'),
  };
}

describe('make run', function () {
  this.timeout(2 * PATIENCE_SECONDS * 1000);
  let decoy: Decoy;
  let folder: TemporaryFolder;
  let home: string;
  const demos: Demo[] = [];

  before(async () => {
    decoy = await Decoy.open();
  });

  beforeEach(() => {
    folder = new TemporaryFolder();
    home = folder.path;
    mkdirSync(join(home, 'tmp'));
    mkdirSync(join(home, '.kube'));
    writeFileSync(join(home, '.kube', 'config'), JSON.stringify(kubeconfigOf(decoy.url)));
  });

  afterEach(() => {
    for (const demo of demos.splice(0)) demo.kill();
    folder.remove();
  });

  after(() => {
    decoy.close();
    assert.equal(decoy.connections, 0, "the cluster of the shell's KUBECONFIG was contacted");
  });

  function run(variables?: Readonly<Record<string, string>>): Demo {
    const demo = new Demo(home, variables);
    demos.push(demo);
    return demo;
  }

  async function assertNothingLeft(demo: Demo, traces?: Traces): Promise<void> {
    assert.deepEqual(demo.processes(), []);
    assert.deepEqual(readdirSync(join(home, 'tmp')), []);
    if (traces !== undefined) assert.deepEqual([...runningParts(traces), ...storedParts(traces)], []);
  }

  describe('without variables', () => {
    it('shows workloads that are converted, Jobs that are finished, what is blocked, and what to type', async () => {
      const demo = run();
      // First everything is seen as it was.
      await demo.untilItSays(/deployment\/checkout {2}- {2}1\/1[^]*Creating the policies/);
      await demo.untilItSays(/deployment\/forwarder {2}blocked HostPort {2}1 classic {2}1\/1/);
      await demo.untilItSays(/job\/import-catalog {2}stuck Backlog/);
      await demo.untilItSays(/deployment\/checkout {2}rolling RolloutInProgress {2}1 native/);
      await demo.untilItSays(/deployment\/checkout {2}converted {2}1 native {2}1\/1/);
      await demo.untilItSays(/job\/import-catalog {2}finished ByOutrigger {2}1 classic {2}Complete/);
      await demo.untilItSays(/job\/import-prices {2}finished ByOutrigger {2}1 classic {2}Failed/);

      const [, url = ''] = await demo.untilItSays(/^Metrics +(\S+)$/m);
      const metrics = await (await fetch(url)).text();
      assert.match(metrics, /^outrigger_conversions_total\{kind="Deployment".*result="converted"\} [1-9]/m);

      const answers = await typeWhatItShows(demo, home);
      assert.match(answers, /^shop +Enforce +Enforce/m);
      assert.match(answers, /ConversionBlocked/);
      await demo.untilItSays(/deployment\/dashboard {2}converted {2}1 native/);
      // The last one was to delete the policy.
      await demo.untilItSays(/deployment\/checkout {2}converted[^]*\n.*deployment\/checkout {2}- {2}/);

      const traces = tracesOfDemo(demo);
      assert.ok(runningParts(traces).length > 5 && demo.processes().length >= 3, 'it shows while it runs');
      demo.interrupt();
      assert.equal(await demo.ended(), 'SIGINT', demo.text);
      assert.match(demo.text, /Stopping the operator: .* s\nStopping the cluster: .* s\nEverything is stopped/);
      await assertNothingLeft(demo, traces);
    });

    it('can be interrupted while the cluster starts', async () => {
      const demo = run();
      await demo.untilItSays(/Starting the cluster …/);
      await eventually('the API server starts', () => hasStarted('kube-apiserver', join(home, 'tmp')));
      demo.interrupt();
      assert.equal(await demo.ended(), 'SIGINT', demo.text);
      assert.match(demo.text, /Everything is stopped/);
      await assertNothingLeft(demo);
    });
  });

  describe('with CLUSTER_KUBECONFIG', () => {
    it('starts nothing that nobody has agreed to', async () => {
      const file = join(home, '.kube', 'config');
      const refusals: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
        [{CLUSTER_KUBECONFIG: file, CONTEXT: 'test'}, /context {2}test\n +server.*\n[^]*Nothing was started.*YES=1/],
        [{CLUSTER_KUBECONFIG: file, CONTEXT: 'production', YES: '1'}, /has no context "production". It has: test\./],
        [{CLUSTER_KUBECONFIG: file, YES: '1'}, /CONTEXT=NAME; none is assumed. It has: test\./],
        [{CLUSTER_KUBECONFIG: join(home, 'nowhere'), CONTEXT: 'test', YES: '1'}, /there is no such file/],
        [{CLUSTER_KUBECONFIG: home, CONTEXT: 'test', YES: '1'}, /it is a folder/],
        [{CONTEXT: 'test', YES: '1'}, /CLUSTER_KUBECONFIG=FILE/],
      ];
      for (const [variables, sentence] of refusals) {
        const demo = run(variables);
        assert.equal(await demo.ended(), 2, 'what make answers when a command has failed');
        assert.match(demo.text, sentence);
        assert.doesNotMatch(demo.text, /\bat .*:\d+:\d+/, 'a sentence, and no stack');
      }
    });

    describe('that names a cluster', () => {
      let cluster: Cluster;
      let variables: Readonly<Record<string, string>>;

      before(async () => {
        cluster = await startCluster({node: false});
      });

      after(async () => cluster.stop());

      beforeEach(() => {
        const file = join(home, 'clusters.kubeconfig');
        writeFileSync(file, JSON.stringify(besideDecoy(cluster, decoy)));
        variables = {CLUSTER_KUBECONFIG: file, CONTEXT: 'outrigger', YES: '1'};
      });

      it('installs no CRDs, and says how to', async () => {
        const demo = run(variables);
        assert.equal(await demo.ended(), 2);
        assert.match(demo.text, /kubectl --kubeconfig \S+ --context outrigger apply -k crds/);
        assert.equal(await cluster.kubectl(['get', 'crds', '--output=name']), '');
      });

      it('converts there what a policy says, creates nothing, and ends with a signal', async () => {
        await installCrds(cluster);
        await createWithPolicy(cluster);
        const demo = run(variables);
        await demo.untilItSays(/SidecarPolicy outrigger-demo\/shop: conversion Enforce, jobs Enforce/);
        await eventually('the conversion', async () => (await natives(cluster)) === 'Always', PATIENCE_SECONDS);
        assert.equal(await cluster.kubectl(['get', 'deploy,jobs', '--all-namespaces', '--output=name']), '');
        demo.interrupt();
        assert.equal(await demo.ended(), 'SIGINT', demo.text);
        assert.equal(await natives(cluster), 'Always', 'what it has converted stays converted');
        await assertNothingLeft(demo);
      });

      it('does not run beside another Outrigger', async () => {
        await cluster.kubectl(['create', 'namespace', 'outrigger-system']);
        await cluster.kubectl(['create', 'deployment', 'outrigger', '--image=none', '--namespace=outrigger-system']);
        const demo = run(variables);
        assert.equal(await demo.ended(), 2);
        assert.match(demo.text, /Outrigger already runs in this cluster .*\n.*scale deployment\/outrigger/);
      });
    });
  });
});

/** Runs every command that the demo shows, in one shell, in this order. */
async function typeWhatItShows(demo: Demo, home: string): Promise<string> {
  const commands = demo.lines.filter(line => /^(export|kubectl) /.test(line) && !line.includes('backlog'));
  assert.ok(commands.length >= 6, demo.text);
  const {stdout} = await promisify(execFile)('bash', ['-ec', commands.join('\n')], {
    env: {PATH: process.env['PATH'], HOME: home},
  });
  return stdout;
}

function hasStarted(server: string, folder: string): boolean {
  return readdirSync(folder).some(cluster => existsSync(join(folder, cluster, `${server}.log`)));
}

function tracesOfDemo(demo: Demo): Traces {
  const kubeconfig = /^export KUBECONFIG=(.+)$/m.exec(demo.text)?.[1] ?? '';
  const {clusters} = parse(readFileSync(kubeconfig, 'utf8')) as {clusters: [{cluster: {server: string}}]};
  return tracesOf({directory: dirname(kubeconfig), server: clusters[0].cluster.server});
}

/** A kubeconfig with both clusters, whose current context is the wrong one. */
function besideDecoy(cluster: Cluster, decoy: Decoy): unknown {
  const file = JSON.parse(readFileSync(cluster.kubeconfig, 'utf8')) as Record<string, unknown[]>;
  const wrong = kubeconfigOf(decoy.url) as Record<string, unknown[]>;
  const both = (list: string): unknown[] => [...(wrong[list] ?? []), ...(file[list] ?? [])];
  return {
    ...file,
    clusters: both('clusters'),
    users: both('users'),
    contexts: both('contexts'),
    'current-context': 'test',
  };
}

/** A CronJob needs no node to be converted. */
async function createWithPolicy(cluster: Cluster): Promise<void> {
  const samples = join(ROOT, 'config', 'samples');
  await cluster.kubectl(['create', 'namespace', 'outrigger-demo']);
  await cluster.kubectl(['create', '--namespace=outrigger-demo', `--filename=${join(samples, 'cleanup.yaml')}`]);
  await cluster.kubectl([
    'patch',
    'cronjob',
    'cleanup',
    '--namespace=outrigger-demo',
    '-p',
    '{"spec":{"suspend":true}}',
  ]);
  await cluster.kubectl(['create', `--filename=${join(samples, 'policy-enforce.yaml')}`]);
}

async function natives(cluster: Cluster): Promise<string> {
  const path = '{.spec.jobTemplate.spec.template.spec.initContainers[*].restartPolicy}';
  return cluster.kubectl(['get', 'cronjob', 'cleanup', '--namespace=outrigger-demo', `--output=jsonpath=${path}`]);
}
