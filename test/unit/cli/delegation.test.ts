import assert from 'node:assert/strict';
import {parse} from 'yaml';
import {objectAt, objectsAt, valueAt} from '../../../src/domain/json.ts';
import {runCli, type CliEnd} from '../../support/run-cli.ts';

const REPORT = `# The report of the month.
apiVersion: batch/v1
kind: CronJob
metadata: {name: report, namespace: shop}
spec:
  schedule: 0 6 * * *
  jobTemplate:
    spec:
      template:
        metadata:
          labels:
            sidecar.istio.io/inject: "true" # into the mesh
        spec:
          containers:
            - name: report
              image: registry.example/report:1.8
`;
const SWITCHED = REPORT.replace(
  '            sidecar.istio.io/inject: "true" # into the mesh\n',
  line => `${line}          annotations:\n            sidecar.istio.io/nativeSidecar: "true"\n`,
);
const HOLD = `            proxy.istio.io/config: '{"holdApplicationUntilProxyStarts": true}'\n`;

const on = async (command: string, stdin: string, ...options: readonly string[]): Promise<CliEnd> =>
  runCli([command, '-', ...options], {stdin});

describe('the command line, of a sidecar that an injector adds', () => {
  it('convert sets the annotation and leaves every other line, and a second time changes nothing', async () => {
    const {stdout, stderr, code} = await on('convert', REPORT);
    assert.deepEqual([stdout, stderr, code], [SWITCHED, '', 0]);
    assert.equal((await on('convert', stdout)).stdout, stdout);
  });

  it('revert takes the annotation away, and what held it', async () => {
    const {stdout} = await on('convert', REPORT);
    assert.equal((await on('revert', stdout)).stdout, REPORT);
  });

  it('revert keeps annotations that are none of its', async () => {
    const text = SWITCHED.replace(/( +)(sidecar.istio.io\/native)/, '$1team: shop # ours\n$1$2');
    const {stdout} = await on('revert', text);
    assert.match(stdout, /team: shop # ours/);
    assert.doesNotMatch(stdout, /nativeSidecar/);
  });

  it('convert writes metadata where the template has none', async () => {
    const bare = REPORT.replace(/ {8}metadata:\n.*\n.*\n/, '');
    const namespace =
      '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels: {istio-injection: enabled}\n';
    const {stdout} = await on('convert', bare + namespace);
    const [document = ''] = stdout.split('---');
    const template = valueAt(parse(document), 'spec', 'jobTemplate', 'spec', 'template');
    assert.deepEqual(Object.keys(objectAt(template)), ['metadata', 'spec']);
    assert.deepEqual(valueAt(template, 'metadata'), {annotations: {'sidecar.istio.io/nativeSidecar': 'true'}});
    assert.equal((await on('revert', stdout)).stdout, bare + namespace);
  });

  it('revert of an object with marks takes away what the mark says, and the mark', async () => {
    const marked = SWITCHED.replace(
      '{name: report, namespace: shop}',
      '{name: report, namespace: shop, annotations: {outrigger.dev/delegated: sidecar.istio.io/nativeSidecar}}',
    );
    const {stdout} = await on('revert', marked);
    assert.deepEqual(parse(stdout), parse(REPORT));
  });

  it('plan shows the annotation, since which version it is read, and that something would change', async () => {
    const {stdout, code} = await on('plan', REPORT);
    assert.match(stdout, /^CronJob\/shop\/report {2}would switch its injector$/m);
    assert.match(stdout, /^ {2}injected sidecar istio-proxy \(Istio\)$/m);
    assert.match(stdout, /InjectorSwitch[^]*since\s+1\.24/);
    assert.match(stdout, /^ {4}\+ metadata\.annotations:\n {4}\+ {3}sidecar\.istio\.io\/nativeSidecar: "true"$/m);
    assert.equal(code, 1);
  });

  it('plan has the annotation in its data, and no operation', async () => {
    const {stdout} = await on('plan', REPORT, '-o', 'json');
    const [entry] = objectsAt(JSON.parse(stdout), 'workloads');
    assert.equal(entry?.['outcome'], 'Delegate');
    assert.deepEqual(valueAt(entry, 'change', 'annotations'), {'sidecar.istio.io/nativeSidecar': 'true'});
    assert.deepEqual(valueAt(entry, 'change', 'operations'), []);
  });

  it('plan says of what is switched, or cannot be, that its injector decides', async () => {
    const kuma = REPORT.replace('sidecar.istio.io/inject: "true"', 'kuma.io/sidecar-injection: enabled');
    for (const text of [SWITCHED, kuma]) {
      const {stdout, code} = await on('plan', text);
      assert.match(stdout, /report {2}left to its injector$/m);
      assert.equal(code, 0);
    }
    assert.match((await on('plan', kuma)).stdout, /UpgradeInjector/);
  });

  it('why says what would be undone', async () => {
    const marked = SWITCHED.replace(
      '{name: report, namespace: shop}',
      '{name: report, namespace: shop, annotations: {outrigger.dev/delegated: sidecar.istio.io/nativeSidecar}}',
    );
    const {stdout} = await runCli(['why', 'cj/shop/report', '-'], {stdin: marked});
    assert.match(stdout, /Outrigger has set sidecar\.istio\.io\/nativeSidecar on the pod\s+template/);
  });

  it('scan counts it beside classic and native ones, and writes a policy for it', async () => {
    const {stdout} = await on('scan', REPORT, '-o', 'json');
    const [product] = objectsAt(JSON.parse(stdout), 'sidecars');
    assert.deepEqual(
      [product?.['profile'], product?.['classic'], product?.['native'], product?.['injected']],
      ['istio', 0, 0, 1],
    );
    assert.match((await on('scan', REPORT, '--write-policy')).stdout, /profile: istio/);
  });

  it('--remove-workarounds takes out what a classic proxy needs only once the switch is in the manifest', async () => {
    const held = SWITCHED.replace(/^ +sidecar.istio.io\/native.*\n/m, HOLD);
    const first = await on('convert', held, '--remove-workarounds');
    assert.match(first.stdout, /nativeSidecar/);
    assert.match(first.stdout, /holdApplication/);
    const second = await on('convert', first.stdout, '--remove-workarounds');
    assert.match(second.stdout, /nativeSidecar/);
    assert.doesNotMatch(second.stdout, /holdApplication/);
  });
});
