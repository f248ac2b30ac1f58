import assert from 'node:assert/strict';
import {join} from 'node:path';
import {FAILED_ANNOTATION, RECORD_ANNOTATION, POLICY_ANNOTATION} from '../../../src/api/constants.ts';
import {objectAt, objectsAt, stringsAt} from '../../../src/domain/json.ts';
import {fingerprint, printFailedMark} from '../../../src/domain/pace/failed-mark.ts';
import {workloadOf} from '../../../src/domain/workload.ts';
import {container, deployment, native, podSpec} from '../../support/builders.ts';
import {runCli} from '../../support/run-cli.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'cli');

const why = async (...args: readonly string[]) => runCli(['why', ...args], {cwd: FIXTURES});

describe('outrigger why', () => {
  it('explains the policy, the rule, the findings, the start-up, the change and the undoing', async () => {
    const {code, stdout} = await why('DaemonSet/tools/agent', 'shop.yaml');
    assert.equal(code, 0);
    assert.match(stdout, /^DaemonSet\/tools\/agent {2}blocked$/m);
    assert.match(stdout, /^ {2}block HostPort/m);
    assert.match(stdout, /The catalog knows fluent-bit \(Fluent Bit\)\./);
    assert.match(stdout, /fluent-bit would start after the init containers, and nothing waits for it\./);
    assert.match(stdout, /has not changed this object/);
  });

  it('names the rule of a policy', async () => {
    const {stdout} = await why('deploy/web', 'shop.yaml', '--policy', 'policy.yaml');
    assert.match(stdout, /SidecarPolicy default\/logs decides \(mode Enforce\)\./);
    assert.match(stdout, /Rule 1 of spec\.sidecars knows fluent-bit \(no product\)\./);
  });

  const words = ['DaemonSet/tools/agent', 'daemonset/tools/agent', 'daemonsets/tools/agent', 'ds/tools/agent'];
  for (const word of words) {
    it(`takes ${word}`, async () => assert.equal((await why(word, 'shop.yaml')).code, 0));
  }

  it('looks in the namespace of --namespace where none is named', async () => {
    assert.equal((await why('ds/agent', 'shop.yaml', '-n', 'tools')).code, 0);
    assert.equal((await why('ds/agent', 'shop.yaml')).code, 3);
  });

  const mistakes = [
    {word: 'agent', says: /^"agent" is not KIND\/NAMESPACE\/NAME, where KIND is one of Deployment, /},
    {word: 'Service/default/web', says: /is not KIND\/NAMESPACE\/NAME/},
    {word: 'Deployment//', says: /is not KIND\/NAMESPACE\/NAME/},
    {
      word: 'Deployment/default/wbe',
      says: /^There is no Deployment\/default\/wbe among the files\. Did you mean .*Deployment\/default\/web/,
    },
  ];
  for (const {word, says} of mistakes) {
    it(`answers ${word} with a sentence`, async () => {
      const end = await why(word, 'shop.yaml');
      assert.deepEqual([end.code, end.stdout], [3, '']);
      assert.match(end.stderr, says);
    });
  }

  it('names workarounds with their place and words, and what the scheduler holds', async () => {
    const resources = {requests: {cpu: '100m', memory: '64Mi'}};
    const script = 'migrate; curl -XPOST localhost:9091/quitquitquit';
    const proxy = container('cloud-sql-proxy', {args: ['--quitquitquit', 'db'], resources});
    const stdin = JSON.stringify(
      deployment(podSpec([container('app', {command: ['sh', '-c', script], resources}), proxy])),
    );
    const {stdout} = await runCli(['why', 'deploy/shop/shop', '-'], {stdin});
    assert.match(
      stdout,
      /^ {2}removable W2 \(quit calls after the main\) {2}spec\.containers\[0\]\.command\[2\]\n {8}curl -XPOST /m,
    );
    assert.match(
      stdout,
      /^ {2}The scheduler holds for each pod: cpu 200m before and after, memory 128Mi\n {2}before and after\.$/m,
    );
  });

  it('says why the catalog proposes nothing', async () => {
    const object = deployment(podSpec([container('app'), container('fluent-bit')]), {
      metadata: {name: 'dns', namespace: 'kube-system'},
    });
    const end = await runCli(['why', 'deploy/kube-system/dns', '-'], {stdin: JSON.stringify(object)});
    assert.match(
      end.stdout,
      /The catalog never proposes it\. The namespace kube-system belongs to the\n {2}cluster itself\./,
    );
  });

  it('says which converted workload no policy keeps, where policies are given', async () => {
    const annotations = {[RECORD_ANNOTATION]: '[{"n":"log","i":1}]'};
    const spec = {...podSpec([container('app')]), initContainers: [native('log')]};
    const stdin = JSON.stringify(deployment(spec, {metadata: {name: 'web', namespace: 'other', annotations}}));
    const args = ['why', 'deploy/other/web', '-'];
    const given = await runCli([...args, '--policy', 'policy.yaml'], {stdin, cwd: FIXTURES});
    assert.match(given.stdout, /info +Unclaimed/);
    assert.doesNotMatch((await runCli(args, {stdin})).stdout, /Unclaimed/);
  });

  it('says why Outrigger has put it back, while that holds', async () => {
    const object = deployment(podSpec([container('app'), container('fluent-bit')]), {metadata: {namespace: 'default'}});
    const {template} = workloadOf('Deployment', object);
    const at = '2026-11-01T10:00:00Z';
    const mark = {policy: 'default/logs', uid: '', generation: 0, reason: 'CrashLoop', message: 'log crashed', at};
    const because = async (print: string): Promise<string> => {
      const annotations = {[FAILED_ANNOTATION]: printFailedMark({...mark, template: print})};
      const stdin = JSON.stringify({...object, metadata: {...objectAt(object, 'metadata'), annotations}});
      const args = ['why', 'deploy/default/shop', '-', '--policy', 'policy.yaml'];
      return (await runCli(args, {stdin, cwd: FIXTURES})).stdout.replaceAll(/\s+/g, ' ');
    };
    assert.match(
      await because(fingerprint(template)),
      /converted it and put it back at 2026-11-01T10:00:00Z \(CrashLoop\): log crashed\./,
    );
    assert.doesNotMatch(await because(fingerprint({})), /put it back at/);
  });

  it('says why its pods are not converted any more', async () => {
    const object = deployment(podSpec([container('app'), container('fluent-bit')]), {metadata: {namespace: 'default'}});
    const template = fingerprint(workloadOf('Deployment', object).template);
    const at = '2026-11-01T10:00:00Z';
    const about = {policy: 'default/logs', uid: '', generation: 0, reason: 'DeadlineExceeded', message: 'too late'};
    const annotations = {[FAILED_ANNOTATION]: printFailedMark({...about, at, template, delivery: 'Pod'})};
    const stdin = JSON.stringify({...object, metadata: {...objectAt(object, 'metadata'), annotations}});
    const end = await runCli(['why', 'deploy/default/shop', '-', '--policy', 'policy.yaml'], {stdin, cwd: FIXTURES});
    assert.match(
      end.stdout.replaceAll(/\s+/g, ' '),
      /converts its pods no more since 2026-11-01T10:00:00Z \(DeadlineExceeded\): too late\./,
    );
  });

  it('says what Outrigger has moved, for which policy, and how it goes back', async () => {
    const spec = {...podSpec([container('app')]), initContainers: [native('fluent-bit')]};
    const annotations = {[RECORD_ANNOTATION]: '[{"n":"fluent-bit","i":1}]', [POLICY_ANNOTATION]: 'shop/logs'};
    const stdin = JSON.stringify(deployment(spec, {metadata: {name: 'web', namespace: 'shop', annotations}}));
    const end = await runCli(['why', 'deploy/shop/web', '-', '-o', 'json'], {stdin});
    const [workload] = objectsAt(JSON.parse(end.stdout), 'workloads');
    assert.match(
      stringsAt(workload, 'undoing')[0] ?? '',
      /^Outrigger has moved fluent-bit for the policy shop\/logs\./,
    );
    assert.equal(objectAt(workload)['outcome'], 'Native');
  });
});
