import assert from 'node:assert/strict';
import {join} from 'node:path';
import {parseAllDocuments} from 'yaml';
import {widthOf} from '../../../src/cli/output/width.ts';
import {csvText, markdownText} from '../../../src/cli/report/backlog.ts';
import {objectAt, objectsAt, stringsAt, type JsonObject} from '../../../src/domain/json.ts';
import {sidecarPolicyCrd} from '../../../tools/crd.ts';
import {container, cronJob, daemonSet, deployment, podSpec} from '../../support/builders.ts';
import {CORPUS, corpusMissing} from '../../integration/loop/corpus.ts';
import {runCli} from '../../support/run-cli.ts';
import {schemaProblems} from '../../support/schema-problems.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'cli');

const scanned = async (...args: readonly string[]) => runCli(['scan', ...args], {cwd: FIXTURES});
const scannedJson = async (...args: readonly string[]): Promise<JsonObject> =>
  JSON.parse((await scanned(...args, '-o', 'json')).stdout) as JsonObject;

describe('outrigger scan', () => {
  it('gives an overview on one screen', async () => {
    const {code, stdout, stderr} = await scanned('shop.yaml');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^4 workloads: 1 would convert, 1 blocked, 1 native already, 1 not selected\.$/m);
    assert.match(stdout, /^Fluent Bit +fluent-bit +telemetry +2 +2 +0$/m);
    assert.match(stdout, /^Cloud SQL Auth Proxy +cloud-sql-proxy +dependency +1 +0 +1$/m);
    assert.match(stdout, /^HostPort +block +1 /m);
    assert.match(stdout, /outrigger explain HostPort$/m);
    assert.match(stdout, /--write-policy/);
    assert.deepEqual(
      stdout.split('\n').filter(line => widthOf(line) > 80),
      [],
    );
  });

  it('fits 80 columns with the longest of names', async () => {
    const spec = podSpec([container('app'), container('fluent-bit', {ports: [{containerPort: 1, hostPort: 1}]})]);
    const name = 'x'.repeat(253);
    const object = deployment(spec, {metadata: {name, namespace: 'y'.repeat(63), labels: {team: 'z'.repeat(63)}}});
    const {stdout} = await runCli(['scan', '-', '--group-by', 'label:team'], {stdin: JSON.stringify(object)});
    assert.deepEqual(
      stdout.split('\n').filter(line => widthOf(line) > 80),
      [],
    );
  });

  it('says when there is no workload at all', async () => {
    const end = await scanned('policy.yaml');
    assert.deepEqual([end.code, end.stdout], [0, 'No workloads in 1 file.\n']);
  });

  it('counts for programs', async () => {
    const data = await scannedJson('shop.yaml');
    assert.deepEqual([data['kind'], data['version'], data['files']], ['Scan', 1, 1]);
    assert.deepEqual(data['counts'], {
      Convert: 1,
      Delegate: 0,
      Blocked: 1,
      Native: 1,
      Delegated: 0,
      Skipped: 0,
      NotSelected: 1,
    });
    assert.deepEqual(
      objectsAt(data, 'findings').filter(({code}) => code === 'HostPort'),
      [{code: 'HostPort', severity: 'block', workloads: 1, example: 'DaemonSet/tools/agent'}],
    );
    assert.deepEqual(
      objectsAt(data, 'sidecars').map(({profile, workloads, classic, native}) => [profile, workloads, classic, native]),
      [
        ['fluent-bit', 2, 2, 0],
        ['cloud-sql-proxy', 1, 0, 1],
      ],
    );
    assert.equal(objectsAt(data, 'workloads').length, 4);
  });

  it('counts by a label', async () => {
    const data = await scannedJson('shop.yaml', '--group-by', 'label:team');
    assert.deepEqual(
      objectsAt(data, 'groups').map(({value, workloads}) => [value, workloads]),
      [
        ['(none)', 2],
        ['checkout', 1],
        ['platform', 1],
      ],
    );
    assert.match(
      (await scanned('shop.yaml', '--group-by', 'label:team')).stdout,
      /^Groups\ngroup .*\n(.*\n)*\(none\) +2/m,
    );
  });

  it('finds by the catalog what no policy selects', async () => {
    const data = await scannedJson('.');
    assert.deepEqual(
      objectsAt(data, 'workloads').map(({name, outcome, sidecars}) => [
        name,
        outcome,
        objectsAt({sidecars}, 'sidecars').map(({profile}) => profile),
      ]),
      [
        ['web', 'Convert', [null]],
        ['agent', 'NotSelected', ['fluent-bit']],
        ['report', 'NotSelected', ['cloud-sql-proxy']],
        ['shell', 'NotSelected', []],
      ],
    );
  });

  const failing = [
    {it: 'does not fail by itself', args: [], code: 0},
    {it: 'fails on a block where it is told to', args: ['--fail-on', 'block'], code: 2},
    {it: 'fails on a warning, and so on a block, where it is told to', args: ['--fail-on', 'warn'], code: 2},
  ];
  for (const {it: title, args, code} of failing) {
    it(title, async () => assert.equal((await scanned('shop.yaml', ...args)).code, code));
  }

  it('does not fail on what is not there', async () => {
    const stdin = JSON.stringify(deployment(podSpec([container('app')])));
    assert.equal((await runCli(['scan', '-', '--fail-on', 'warn'], {stdin})).code, 0);
  });

  it('does not fail on what a label leaves alone', async () => {
    const labels = {'outrigger.dev/skip': 'true'};
    const stdin = JSON.stringify(deployment(podSpec([container('fluent-bit')]), {metadata: {labels}}));
    assert.equal((await runCli(['scan', '-', '--fail-on', 'warn'], {stdin})).code, 0);
  });

  describe('of habits and exceptions', () => {
    const script =
      'until curl -fsS localhost:9801/readyz; do sleep 1; done; migrate; curl -XPOST localhost:9091/quitquitquit';
    const proxy = container('cloud-sql-proxy', {
      image: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1',
      args: ['--quitquitquit', '--health-check', '--http-address=0.0.0.0', '--http-port=9801', 'db'],
    });
    const waits = cronJob(podSpec([container('app', {command: ['sh', '-c', script]}), proxy]));
    const stops = deployment(podSpec([container('app', {lifecycle: {preStop: {sleep: {seconds: 5}}}})]));
    const falco = daemonSet(podSpec([container('falco')]), {metadata: {name: 'falco', namespace: 'security'}});
    const system = deployment(podSpec([container('app'), container('fluent-bit')]), {
      metadata: {name: 'dns', namespace: 'kube-system'},
    });
    const stdin = JSON.stringify({apiVersion: 'v1', kind: 'List', items: [waits, stops, falco, system]});

    it('counts workarounds by what can become of them', async () => {
      const data = JSON.parse((await runCli(['scan', '-', '-o', 'json'], {stdin})).stdout) as JsonObject;
      assert.deepEqual(
        objectsAt(data, 'workarounds').map(({id, verdict, workloads, example}) => [id, verdict, workloads, example]),
        [
          ['W1', 'Removable', 1, 'CronJob/shop/shop'],
          ['W2', 'Removable', 1, 'CronJob/shop/shop'],
          ['W10', 'Keep', 1, 'Deployment/shop/shop'],
        ],
      );
      const [first] = objectsAt(data, 'workloads');
      assert.deepEqual(
        objectsAt(first, 'workarounds').map(({id, path}) => [id, path]),
        [
          ['W1', 'spec.containers[0].command[2]'],
          ['W2', 'spec.containers[0].command[2]'],
        ],
      );
    });

    it('names what is to be cleaned up in the list to work through', async () => {
      const by = {metadata: {name: 'apart'}};
      const apart = deployment(podSpec([container('app', {command: ['sh', '-c', 'scuttle serve']})]), by);
      const {stdout} = await runCli(['scan', '-', '-o', 'csv'], {stdin: `${stdin}\n---\n${JSON.stringify(apart)}`});
      assert.match(stdout, /^CronJob,shop,shop,Convert,cloud-sql-proxy,,W1 W2,,standard input,\d+$/m);
      assert.match(stdout, /^Deployment,shop,apart,NotSelected,,,,W6,standard input,\d+$/m);
      assert.doesNotMatch(stdout, /^Deployment,shop,shop/m);
    });

    it('says in a line what is no sidecar and what is never proposed', async () => {
      const {stdout} = await runCli(['scan', '-'], {stdin});
      assert.match(stdout, /^W2 +removable +1 +quit calls after the main/m);
      assert.doesNotMatch(stdout, /^W10/m);
      assert.match(stdout, /^Falco \(DaemonSet\/security\/falco\) is no sidecar\. It watches a whole node/m);
      assert.match(stdout, /^Never proposed: 1 workload such as Deployment\/kube-system\/dns\. The namespace/m);
      const policies = (await runCli(['scan', '-', '--write-policy'], {stdin})).stdout;
      assert.doesNotMatch(policies, /kube-system/);
    });
  });

  it('says which containers are sidecars by the variables of kubexit, where no rule matches them', async () => {
    const db = container('db', {env: [{name: 'KUBEXIT_DEATH_DEPS', value: 'app'}]});
    const stdin = JSON.stringify(cronJob(podSpec([container('app'), db])));
    const {stdout} = await runCli(['scan', '-'], {stdin});
    assert.match(stdout, /^Not matched: 1 workload such as CronJob\/shop\/shop\. By the/m);
    assert.match(stdout.replaceAll('\n', ' '), /its sidecars are: db\. .*\(match: \{names: \[db\]\}\)\./);
    const policy = {
      apiVersion: 'outrigger.dev/v1alpha1',
      kind: 'SidecarPolicy',
      metadata: {name: 'p', namespace: 'shop'},
      spec: {sidecars: [{match: {names: ['db']}}]},
    };
    const told = await runCli(['scan', '-', '-o', 'json'], {stdin: `${stdin}\n---\n${JSON.stringify(policy)}`});
    assert.deepEqual((JSON.parse(told.stdout) as JsonObject)['unmatched'], []);
  });

  it('writes a list to work through, as CSV and as Markdown', async () => {
    assert.equal(
      (await scanned('shop.yaml', '-o', 'csv', '--group-by', 'label:team')).stdout,
      [
        'group,kind,namespace,name,outcome,sidecars,findings,removable,advice,file,line',
        'checkout,Deployment,default,web,Convert,fluent-bit,LittleBenefit,,,shop.yaml,2',
        'platform,DaemonSet,tools,agent,Blocked,fluent-bit,HostPort LittleBenefit,,,shop.yaml,21',
        '(none),CronJob,tools,report,Native,cloud-sql-proxy,,,,shop.yaml,43',
        '',
      ].join('\n'),
    );
    assert.match(
      (await scanned('shop.yaml', '-o', 'markdown')).stdout,
      /^\| Deployment \| default \| web \| Convert \| fluent-bit \|/m,
    );
  });

  it('lets no cell of it break out', () => {
    const backlog = [['a'], ['=1+1'], ['x,"y"\nz']];
    assert.equal(csvText(backlog), 'a\n\'=1+1\n"x,""y""\nz"\n');
    assert.equal(markdownText([['a'], ['b|c\n<d>']]), '| a |\n| --- |\n| b\\|c \\<d\\> |\n');
  });
});

describe('outrigger scan --write-policy', () => {
  const policiesIn = async (...paths: readonly string[]): Promise<readonly JsonObject[]> => {
    const {stdout} = await scanned(...paths, '--write-policy');
    return parseAllDocuments(stdout).flatMap(document =>
      document.contents === null ? [] : [document.toJS() as JsonObject],
    );
  };

  it('writes one policy a namespace, in Audit, with the kinds and products that are there, CronJobs with Jobs', async () => {
    const policies = await policiesIn('shop.yaml');
    assert.deepEqual(
      policies.map(policy => [
        objectAt(policy, 'metadata')['namespace'],
        stringsAt(policy, 'spec', 'target', 'kinds'),
        objectsAt(policy, 'spec', 'sidecars'),
        objectAt(policy, 'spec', 'conversion'),
      ]),
      [
        ['default', ['Deployment'], [{profile: 'fluent-bit'}], {mode: 'Audit'}],
        [
          'tools',
          ['DaemonSet', 'CronJob', 'Job'],
          [{profile: 'cloud-sql-proxy'}, {profile: 'fluent-bit'}],
          {mode: 'Audit'},
        ],
      ],
    );
  });

  it('writes what the CRD allows', async () => {
    const policies = [
      ...(await policiesIn('shop.yaml')),
      ...(corpusMissing === undefined ? await policiesIn(CORPUS) : []),
    ];
    assert.ok(policies.length >= 2);
    const {schema} = sidecarPolicyCrd();
    assert.deepEqual(
      policies.flatMap(policy => schemaProblems(schema, policy)),
      [],
    );
    // The check itself must be able to fail.
    assert.equal(schemaProblems(schema, {spec: {sidecars: [], target: {kinds: ['Node']}, odd: 1}}).length, 3);
  });

  it('covers what was found', async () => {
    const policies = (await scanned('shop.yaml', '--write-policy')).stdout;
    const before = await scannedJson('shop.yaml');
    const {stdout} = await runCli(['scan', '-', 'shop.yaml', '-o', 'json'], {cwd: FIXTURES, stdin: policies});
    assert.deepEqual(objectAt(JSON.parse(stdout), 'counts'), before['counts']);
  });

  it('writes a List where JSON is asked for', async () => {
    const list = await scannedJson('shop.yaml', '--write-policy');
    assert.deepEqual([list['kind'], objectsAt(list, 'items').length], ['List', 2]);
  });

  it('says when there is none to write', async () => {
    const end = await scanned('policy.yaml', '--write-policy');
    assert.deepEqual([end.code, end.stdout], [0, '']);
    assert.match(end.stderr, /there is no policy/);
  });
});
