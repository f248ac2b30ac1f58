import assert from 'node:assert/strict';
import {join} from 'node:path';
import {applyOperations} from '../../../src/domain/apply-operations.ts';
import {objectAt, objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import type {Operation} from '../../../src/domain/decision.ts';
import {container, cronJob, deployment, podSpec} from '../../support/builders.ts';
import {CORPUS, corpusMissing} from '../../integration/loop/corpus.ts';
import {runCli} from '../../support/run-cli.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'cli');
const FLUENT_BIT = container('fluent-bit', {image: 'fluent/fluent-bit:4.0'});
const ON_THE_HOST = {...FLUENT_BIT, ports: [{containerPort: 2020, hostPort: 2020}]};

const planned = async (paths: readonly string[], ...options: readonly string[]) =>
  runCli(['plan', ...paths, ...options], {cwd: FIXTURES});
const plannedJson = async (...args: readonly string[]): Promise<JsonObject> =>
  JSON.parse((await planned(args, '-o', 'json')).stdout) as JsonObject;
const plannedObject = async (object: unknown, ...options: readonly string[]) =>
  runCli(['plan', '-', ...options], {stdin: JSON.stringify(object)});

describe('outrigger plan', () => {
  it('shows each decision with its place, its findings and the change', async () => {
    const {stdout, stderr} = await planned(['shop.yaml']);
    assert.equal(stderr, '');
    assert.match(stdout, /^Deployment\/default\/web {2}would convert\n {2}shop\.yaml:2, judged by the whole catalog$/m);
    assert.match(stdout, /^ {4}\+ initContainers:\n {4}\+ {3}- name: fluent-bit\n {4}\+ {5}restartPolicy: Always$/m);
    assert.match(stdout, /^ {4}- {3}- name: fluent-bit$/m);
    assert.match(stdout, /^DaemonSet\/tools\/agent {2}blocked\n {2}shop\.yaml:21 \(document 2\)/m);
    assert.match(stdout, /^ {2}block HostPort {2}spec\.containers\[1\]\.ports\[0\]$/m);
    assert.match(stdout, /^CronJob\/tools\/report {2}native already\n {2}shop\.yaml:43 \(document 3, item 1\)/m);
    assert.doesNotMatch(stdout, /Pod\/tools\/shell/);
    assert.match(stdout, /^4 workloads: 1 would convert, 1 blocked, 1 native already, 1 not selected\.$/m);
    assert.match(stdout, /outrigger explain HostPort/);
  });

  const codes = [
    {it: 'ends with 0 where nothing would change', object: deployment(podSpec([container('app')])), code: 0},
    {it: 'ends with 1 where something would', object: deployment(podSpec([container('app'), FLUENT_BIT])), code: 1},
    {
      it: 'ends with 2 where something is blocked',
      object: deployment(podSpec([container('app'), ON_THE_HOST])),
      code: 2,
    },
    {
      it: 'ends with 0 where the only container is what the catalog knows',
      object: deployment(podSpec([FLUENT_BIT])),
      code: 0,
    },
  ];
  for (const {it: title, object, code} of codes) {
    it(title, async () => assert.equal((await plannedObject(object)).code, code));
  }

  it('ends with the highest of several, an error included, and says what could be read', async () => {
    assert.equal((await planned(['shop.yaml'])).code, 2);
    const end = await planned(['shop.yaml', 'missing.yaml']);
    assert.deepEqual([end.code, end.stderr], [3, 'missing.yaml: is not there: check the path.\n']);
    assert.match(end.stdout, /4 workloads/);
  });

  it('leaves alone what a label keeps, and counts it', async () => {
    const spec = podSpec([container('app'), FLUENT_BIT]);
    const end = await plannedObject(deployment(spec, {metadata: {labels: {'outrigger.dev/skip': 'true'}}}));
    assert.deepEqual([end.code, /1 skipped by label/.test(end.stdout)], [0, true]);
    assert.doesNotMatch(end.stdout, /initContainers/);
  });

  it('goes by policies among the files and by --policy, and by nothing else then', async () => {
    for (const args of [['.'], ['shop.yaml', '--policy', 'policy.yaml']]) {
      const {workloads} = await plannedJson(...args);
      assert.deepEqual(
        objectsAt({workloads}, 'workloads').map(({name, outcome, policy}) => [name, outcome, policy]),
        [
          ['web', 'Convert', 'SidecarPolicy default/logs'],
          ['agent', 'NotSelected', null],
          ['report', 'NotSelected', null],
          ['shell', 'NotSelected', null],
        ],
      );
    }
  });

  it('gives programs the operations, which lead to what it shows', async () => {
    const object = cronJob(podSpec([container('app'), FLUENT_BIT]));
    const data = JSON.parse((await plannedObject(object, '-o', 'json')).stdout) as JsonObject;
    const [workload] = objectsAt(data, 'workloads');
    const change = objectAt(workload, 'change');
    assert.equal(change['path'], '/spec/jobTemplate/spec/template/spec');
    const before = objectAt(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec');
    assert.deepEqual(applyOperations(before, change['operations'] as Operation[]), change['spec']);
    assert.deepEqual(
      objectsAt(change, 'spec', 'initContainers').map(({name, restartPolicy}) => [name, restartPolicy]),
      [['fluent-bit', 'Always']],
    );
  });

  it('gives programs what the scheduler holds before and after', async () => {
    const requests = (cpu: string) => ({resources: {requests: {cpu, memory: '1Mi'}}});
    const spec = podSpec([container('app', requests('100m')), container('fluent-bit', requests('200m'))]);
    const data: unknown = JSON.parse((await plannedObject(deployment(spec), '-o', 'json')).stdout);
    assert.deepEqual(objectsAt(data, 'workloads')[0]?.['requests'], [
      {resource: 'cpu', before: 0.3, after: 0.3},
      {resource: 'memory', before: 2_097_152, after: 2_097_152},
    ]);
  });

  it('says the same in YAML', async () => {
    assert.match(
      (await planned(['shop.yaml'], '-o', 'yaml')).stdout,
      /^kind: Plan\nversion: 1\nworkloads:\n {2}- kind: Deployment$/m,
    );
  });

  it('decides for the server that is named', async () => {
    const spec = podSpec([container('app'), FLUENT_BIT]);
    const end = await plannedObject(deployment(spec), '--kubernetes-version', '1.28');
    assert.match(end.stdout, /ServerTooOld/);
  });

  it('takes the Services among the files into account', async () => {
    const sidecar = {...FLUENT_BIT, ports: [{name: 'http', containerPort: 2020}]};
    const labels = {app: 'web'};
    const objects = [
      deployment(podSpec([container('app'), sidecar]), {template: {labels}, metadata: {namespace: 'shop'}}),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {name: 'web', namespace: 'shop'},
        spec: {selector: labels, ports: [{port: 80, targetPort: 'http'}]},
      },
    ];
    const list = {apiVersion: 'v1', kind: 'List', items: objects};
    assert.match((await plannedObject(list, '--kubernetes-version', '1.31')).stdout, /NamedPort/);
    assert.doesNotMatch((await plannedObject(list, '--kubernetes-version', '1.32')).stdout, /NamedPort/);
  });

  const around = [
    {
      code: 'HpaContainerResource',
      object: {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: {name: 'web'},
        spec: {
          scaleTargetRef: {kind: 'Deployment', name: 'shop'},
          metrics: [{type: 'ContainerResource', containerResource: {name: 'cpu', container: 'fluent-bit'}}],
        },
      },
    },
    {
      code: 'PolicyEngineGap',
      object: {
        apiVersion: 'kyverno.io/v1',
        kind: 'ClusterPolicy',
        metadata: {name: 'images'},
        spec: {rules: [{validate: {pattern: {spec: {containers: [{image: 'ours/*'}]}}}}]},
      },
    },
    {
      code: 'NodeTooOld',
      object: {apiVersion: 'v1', kind: 'Node', metadata: {name: 'n'}, status: {nodeInfo: {kubeletVersion: 'v1.28.0'}}},
    },
  ];
  for (const {code, object} of around) {
    it(`takes into account what stands around: ${object.kind}`, async () => {
      const web = deployment(podSpec([container('app'), FLUENT_BIT]));
      const items = [
        web,
        {...object, metadata: {...object.metadata, ...(code === 'HpaContainerResource' && {namespace: 'shop'})}},
      ];
      const end = await plannedObject({apiVersion: 'v1', kind: 'List', items}, '-o', 'json');
      const findings = objectsAt(JSON.parse(end.stdout), 'workloads').flatMap(one => objectsAt(one, 'findings'));
      assert.ok(
        findings.some(one => one['code'] === code),
        end.stdout,
      );
    });
  }

  it('is in colour for people only, and fits their screen', async () => {
    const inColour = await runCli(['plan', 'shop.yaml'], {cwd: FIXTURES, terminal: 100});
    assert.ok(inColour.stdout.includes('\u001b[32m+ initContainers:'), inColour.stdout);
    const without = await runCli(['plan', 'shop.yaml'], {cwd: FIXTURES, terminal: 100, env: {NO_COLOR: '1'}});
    assert.ok(!without.stdout.includes('\u001b'));
  });

  it('decides about real manifests without a problem', async function () {
    // They are others' and no part of a checkout.
    if (corpusMissing !== undefined) this.skip();
    const end = await runCli(['plan', CORPUS, '-o', 'json']);
    assert.equal(end.stderr, '');
    assert.equal(objectsAt(JSON.parse(end.stdout), 'workloads').length, 7);
  });
});
