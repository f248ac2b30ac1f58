import assert from 'node:assert/strict';
import {widthOf} from '../../../src/cli/output/width.ts';
import {objectAt, objectsAt, stringAt, stringsAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {runCliProcess} from '../../support/cli-process.ts';
import {eventually} from '../../support/eventually.ts';
import {kubeconfigOf} from '../../support/kubeconfig-of.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';
import {page} from '../../unit/docs/markdown.ts';
import {meshDefinition, meshObjects, scriptObjects} from './live-objects.ts';
import {LiveScene} from './live-scene.ts';

describe('the command line on a live cluster', function () {
  this.timeout(120_000);
  let scene: LiveScene;
  const scan = ['scan', '--live', '-n', 'cli-live'];
  const outcomes = (data: JsonObject): readonly string[] =>
    objectsAt(data, 'workloads')
      .map(({kind, name, outcome}) => `${String(kind)}/${String(name)} ${String(outcome)}`)
      .sort();

  before(async function () {
    this.timeout(300_000);
    scene = await LiveScene.open(await sharedCluster());
  });

  const folder = new TemporaryFolder();

  after(async () => {
    folder.remove();
    await (scene as LiveScene | undefined)?.close();
  });

  describe('without a policy', () => {
    it('gives an overview: sidecars, what is in the way, Jobs that hang and what they hold', async () => {
      const {code, stdout, stderr} = await scene.run(scene.everywhere, ...scan);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^There is no policy: everything that the catalog knows counts as a sidecar\.$/m);
      assert.match(stdout, /^4 workloads: 2 would convert, 2 blocked\.$/m);
      assert.match(stdout, /^The pods of 1 workload would be replaced\.$/m);
      assert.match(stdout, /^Fluent Bit +fluent-bit +telemetry +2 +2 +0$/m);
      assert.match(stdout, /^NeedsAdmission +block +2 /m);
      const flat = stdout.replaceAll(/\s+/g, ' ');
      assert.match(
        flat,
        /2 pods of Jobs hang on their sidecars\. They hold 1 core and 2 GiB by their requests: 2(\.0\d*)? core-hours/,
      );
      assert.match(flat, /If finished: 1 would run a failed main again, 1 would start a missed run\./);
      assert.deepEqual(
        stdout.split('\n').filter(line => widthOf(line) > 80),
        [],
      );
    });

    it('says the same for programs, each field as documented', async () => {
      const data = await scene.data(scene.everywhere, ...scan);
      assert.deepEqual(outcomes(data), [
        'CronJob/report Convert',
        'Deployment/released Blocked',
        'Deployment/web Convert',
        'Job/once Blocked',
      ]);
      assert.deepEqual(objectAt(data, 'cluster', 'policies'), {type: 'None'});
      assert.deepEqual([stringAt(data, 'cluster', 'namespace'), data['unreadable']], ['cli-live', []]);
      const jobs = objectAt(data, 'jobs');
      assert.deepEqual([jobs['pods'], jobs['cores'], jobs['gib']], [2, 1, 2]);
      assert.ok(Number(jobs['coreHours']) >= 2 && Number(jobs['coreHours']) < 2.5, String(jobs['coreHours']));
      assert.deepEqual(
        objectsAt(jobs, 'workloads')
          .map(({kind, name, pods, policy}) => [kind, name, pods, policy].join(' '))
          .sort(),
        ['CronJob report 1 catalog', 'Job once 1 catalog'],
      );
      const {text} = page('docs/cli.md');
      const fields = [...Object.keys(data), ...Object.keys(jobs), ...objectsAt(jobs, 'workloads').flatMap(Object.keys)];
      assert.deepEqual(
        fields.filter(field => !new RegExp(`\`${field}[?:\`]`).test(text)),
        [],
      );
    });

    it('keeps one row a workload in lists to work through', async () => {
      const {stdout} = await scene.run(scene.everywhere, ...scan, '-o', 'csv');
      assert.match(stdout, /^Deployment,cli-live,web,Convert,fluent-bit,LittleBenefit,,,context outrigger,$/m);
      assert.equal(stdout.trim().split('\n').length, 5);
    });

    it('writes policies that the API server takes', async () => {
      const {stdout} = await scene.run(scene.everywhere, ...scan, '--write-policy');
      await scene.cluster.kubectl(['create', '--dry-run=server', '--filename=-'], stdout);
    });

    it('tries a policy from a file as if it had been applied, where the context looks', async () => {
      const policy = folder.write('policy.json', {
        apiVersion: 'outrigger.dev/v1alpha1',
        kind: 'SidecarPolicy',
        metadata: {name: 'trial', namespace: 'cli-live'},
        spec: {target: {selector: {matchLabels: {app: 'web'}}}, sidecars: [{profile: 'fluent-bit'}]},
      });
      const data = await scene.data(scene.everywhere, 'plan', '--live', '-n', 'cli-live', '--policy', policy);
      const web = objectsAt(data, 'workloads').find(({name}) => name === 'web');
      assert.equal(web?.['policy'], 'SidecarPolicy cli-live/trial');
      const elsewhere = await scene.data(scene.everywhere, 'plan', '--live');
      assert.equal(stringAt(elsewhere, 'cluster', 'namespace'), 'default');
    });

    it('finds what a mesh is told for all of its proxies', async () => {
      const definition = meshDefinition();
      await scene.cluster.kubectl(['create', '--filename=-'], JSON.stringify(definition));
      try {
        await scene.cluster.kubectl(['create', '--filename=-'], JSON.stringify(meshObjects()));
        const found = await eventually('the hold is found', async () => {
          const data = await scene.data(scene.everywhere, ...scan);
          return objectsAt(data, 'mesh')[0];
        });
        assert.deepEqual(
          [found['id'], found['verdict'], found['object'], found['path']],
          ['W12', 'Advice', 'ConfigMap/istio-system/istio', 'defaultConfig.holdApplicationUntilProxyStarts'],
        );
        const {stdout} = await scene.run(scene.everywhere, ...scan);
        assert.match(stdout, /^W12 +advice +the mesh +holds +ConfigMap/m);
        const {stderr} = await scene.run(scene.here, ...scan);
        assert.match(stderr, /^configmaps may not be read: the meshes' own configuration is not looked at\.$/m);
      } finally {
        await scene.cluster.kubectl(['delete', '--wait=false', '--filename=-'], JSON.stringify(meshObjects()));
        await scene.cluster.kubectl(['delete', 'crd', stringAt(definition, 'metadata', 'name') ?? '']);
      }
    });
  });

  describe('for people with fewer rights', () => {
    it('says in a line each what may not be read, and the rest goes on', async () => {
      const {code, stdout, stderr} = await scene.run(scene.here, ...scan);
      assert.equal(code, 0);
      assert.match(stderr, /^nodes may not be read: their kubelets are not checked\.$/m);
      assert.match(stderr, /^clustersidecarpolicies\.outrigger\.dev may not be read: /m);
      assert.match(stdout, /^4 workloads: 2 would convert, 2 blocked\.$/m);
      assert.match(stdout, /^2 pods of Jobs hang/m);
      assert.equal(new Set(stderr.trim().split('\n')).size, stderr.trim().split('\n').length);
    });

    it('ends with an error where workloads are missing', async () => {
      const {code, stdout, stderr} = await scene.run(scene.here, 'scan', '--live', '-A');
      assert.equal(code, 3);
      assert.match(stderr, /^deployments\.apps may not be read: they are missing here\.$/m);
      assert.match(stdout, /^Whether Jobs hang is not known\.$/m);
    });

    it('answers those who may read nothing', async () => {
      const {code, stderr} = await scene.run(scene.nothing, 'why', 'deploy/web', '--live', '-n', 'cli-live');
      assert.deepEqual([code, stderr], [3, 'Deployment/cli-live/web may not be read by this user.\n']);
      const status = await scene.run(scene.nothing, 'status');
      assert.equal(status.code, 3);
      assert.match(status.stdout, /^Which policies there are is not known\.$/m);
    });

    it('is enough to have the rights of the operator that only reports', async () => {
      const kubeconfig = await scene.cluster.kubeconfigForServiceAccount('outrigger-system', 'outrigger');
      const {code, stderr} = await scene.run(kubeconfig, ...scan);
      assert.equal(code, 0);
      assert.deepEqual(
        stderr
          .trim()
          .split('\n')
          .map(line => line.split(' ', 1).join())
          .sort(),
        [
          'horizontalpodautoscalers.autoscaling',
          'mutatingadmissionpolicies.admissionregistration.k8s.io',
          'mutatingadmissionpolicybindings.admissionregistration.k8s.io',
          'poddisruptionbudgets.policy',
          'validatingadmissionpolicies.admissionregistration.k8s.io',
        ],
      );
    });
  });

  describe('of one object', () => {
    it('explains a pod by the workload that it belongs to', async () => {
      const pod = await scene.podOfWeb();
      const {code, stdout} = await scene.run(scene.everywhere, 'why', `pod/cli-live/${pod}`, '--live');
      assert.equal(code, 0);
      const flat = stdout.replaceAll(/\s+/g, ' ');
      assert.match(
        flat,
        /Pod\/cli-live\/web-\S+ belongs to ReplicaSet\/cli-live\/web-\w+, which belongs to Deployment\/cli-live\/web\./,
      );
      assert.match(stdout, /^ {2}In this pod fluent-bit is a classic sidecar\.$/m);
      assert.match(stdout, /^Deployment\/cli-live\/web {2}would convert$/m);
      assert.match(flat, /Outrigger has not changed this object: there is nothing to undo\./);
    });

    it('explains the pod of a Job that hangs by its CronJob', async () => {
      const [pod = ''] = await scene.jobs.podsOf('report-1');
      const data = await scene.data(scene.everywhere, 'why', `po/${pod}`, '--live', '-n', 'cli-live');
      assert.deepEqual(stringsAt(data, 'chain'), [
        `Pod/cli-live/${pod}`,
        'Job/cli-live/report-1',
        'CronJob/cli-live/report',
      ]);
      assert.deepEqual(outcomes(data), ['CronJob/report Convert']);
      assert.match(
        stringsAt(data, 'about').join(' '),
        /hangs on cloud-sql-proxy: its main containers ended at .* a run that its CronJob has missed would start\./,
      );
    });

    it('looks at the script of a ConfigMap where that may be read, and else says that it does not', async () => {
      const inside = '--namespace=cli-live';
      await scene.cluster.kubectl(['create', '--filename=-', inside], JSON.stringify(scriptObjects()));
      try {
        const why = ['why', 'cronjob/cli-live/scripted', '--live'];
        const blind = await scene.run(scene.here, ...why);
        assert.match(blind.stderr, /^configmaps may not be read: scripts in them are not looked at\.$/m);
        assert.doesNotMatch(blind.stdout, /quitquitquit/);
        // Of this one alone: no other is asked for.
        const role = ['create', 'role', 'scripts', '--verb=get', '--resource=configmaps', '--resource-name=scripts'];
        await scene.cluster.kubectl([...role, inside]);
        const grant = ['create', 'rolebinding', 'scripts', '--role=scripts', '--serviceaccount=cli-live:here'];
        await scene.cluster.kubectl([...grant, inside]);
        const {stdout, stderr} = await eventually('the role counts', async () => {
          const answer = await scene.run(scene.here, ...why);
          return !/^configmaps/m.test(answer.stderr) && answer;
        });
        assert.doesNotMatch(stderr, /configmaps/);
        const flat = stdout.replaceAll(/\s+/g, ' ');
        assert.match(flat, /advice W2 .* ConfigMap scripts, run\.sh:2: curl -X POST localhost:9091\/quitquitquit/);
      } finally {
        const all = ['role/scripts', 'rolebinding/scripts', 'configmap/scripts', 'cronjob/scripted'];
        await scene.cluster.kubectl(['delete', ...all, inside, '--ignore-not-found']);
      }
    });

    it('says what is not there', async () => {
      const {code, stderr} = await scene.run(scene.everywhere, 'why', 'deploy/cli-live/wbe', '--live');
      assert.equal(code, 3);
      assert.match(stderr, /^There is no Deployment\/cli-live\/wbe in context outrigger\./);
    });
  });

  describe('with a policy', () => {
    before(async () => {
      await scene.createPolicy('logs');
    });

    it('decides by it, and ends as plan does for files', async () => {
      const {code, stdout, stderr} = await scene.run(scene.everywhere, 'plan', '--live', '-n', 'cli-live');
      assert.deepEqual([code, stderr], [1, '']);
      assert.match(stdout, /^Judged by 1 policy\.$/m);
      assert.match(stdout, /^ {2}context outrigger, SidecarPolicy cli-live\/logs$/m);
      assert.match(stdout, /^ {4}\+ +restartPolicy: Always$/m);
      assert.doesNotMatch(stdout, /released {2}/);
    });

    it('names the policy and its rule', async () => {
      const {stdout} = await scene.run(scene.everywhere, 'why', 'deploy/cli-live/web', '--live');
      assert.match(stdout, /SidecarPolicy cli-live\/logs decides \(mode Audit\)\./);
      assert.match(stdout, /Rule 1 of spec\.sidecars knows fluent-bit/);
    });

    it('still sees Jobs that hang where no policy looks', async () => {
      assert.equal(valueAt(await scene.data(scene.everywhere, ...scan), 'jobs', 'pods'), 2);
    });

    it('shows what the operator says of it, once it has looked', async () => {
      const first = await scene.run(scene.everywhere, 'status', '-n', 'cli-live');
      assert.match(first.stdout, /The operator has not looked at it yet\./);
      await scene.jobs.startOperator();
      const data = await eventually('the operator has looked', async () => {
        const answer = await scene.data(scene.everywhere, 'status', '-n', 'cli-live');
        return objectsAt(answer, 'policies')[0]?.['observed'] === 'Yes' && answer;
      });
      const [policy] = objectsAt(data, 'policies');
      assert.deepEqual(
        [policy?.['name'], policy?.['conversion'], valueAt(policy, 'workloads', 'pending')],
        ['logs', 'Audit', 1],
      );
      assert.deepEqual([valueAt(data, 'operator', 'type'), valueAt(data, 'operator', 'wanted')], ['Found', 0]);
      const {stdout} = await scene.run(scene.everywhere, 'status', '-n', 'cli-live');
      assert.match(stdout, /^cli-live\/logs +0\/1 +0 +1 +0 +0 +0 +Auditing$/m);
    });
  });

  describe('that is not there', () => {
    it('is said to be out of reach, without a stack', async () => {
      const kubeconfig = folder.write('config', kubeconfigOf('http://127.0.0.1:1'));
      for (const argv of [['scan', '--live'], ['status']]) {
        const {code, stdout, stderr} = await scene.run(kubeconfig, ...argv);
        assert.deepEqual([code, stdout], [3, '']);
        assert.match(
          stderr,
          /^Cannot reach http:\/\/127\.0\.0\.1:1: .*ECONNREFUSED.* Check that the cluster of context "test"/,
        );
        assert.equal(stderr.trim().split('\n').length, 1);
      }
    });

    it('is named by another context', async () => {
      const {code, stderr} = await scene.run(scene.everywhere, 'status', '--context', 'nowhere');
      assert.equal(code, 3);
      assert.match(stderr, /has no context "nowhere"\. It has: outrigger\./);
    });

    it('does not know the user', async () => {
      const kubeconfig = folder.write(
        'stranger',
        kubeconfigOf(scene.cluster.server, {token: 'nobody'}, {'certificate-authority': scene.cluster.ca}),
      );
      const {code, stderr} = await scene.run(kubeconfig, 'status');
      assert.equal(code, 3);
      assert.match(stderr, /does not accept the credentials of context "test": .*Log in again/);
    });
  });

  it('is looked at through kubectl as well', async () => {
    const list = await scene.cluster.kubectl(['get', 'deploy,sts,ds,cronjob', '--namespace=cli-live', '--output=yaml']);
    const {code, stdout} = await runCliProcess(['scan', '-'], {stdin: list});
    assert.equal(code, 0);
    assert.match(stdout, /^3 workloads: /m);
  });
});
