import assert from 'node:assert/strict';
import {chmodSync, readdirSync, readFileSync, statSync, symlinkSync, lstatSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {container, deployment, podSpec} from '../../support/builders.ts';
import {runCli, type CliEnd} from '../../support/run-cli.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

const SHOP = readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'cli', 'shop.yaml'), 'utf8');
const WEB = `# The shop.
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}   # as it is
spec:
  template:
    spec:
      containers:
        - name: app # the app
          image: registry.example/app:1.0

        # ships the logs
        - name: fluent-bit
          image: "fluent/fluent-bit:4.0"
`;
const NATIVE = `# The shop.
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}   # as it is
spec:
  template:
    spec:
      initContainers:
        # ships the logs
        - name: fluent-bit
          restartPolicy: Always
          image: "fluent/fluent-bit:4.0"
      containers:
        - name: app # the app
          image: registry.example/app:1.0
`;
const POLICY_FOR_PROXY = `apiVersion: outrigger.dev/v1alpha1
kind: ClusterSidecarPolicy
metadata: {name: proxy}
spec:
  target: {namespaceSelector: {}}
  sidecars: [{match: {names: [proxy]}}]
  conversion: {mode: Enforce}
`;

const convert = async (stdin: string, ...options: readonly string[]): Promise<CliEnd> =>
  runCli(['convert', '-', ...options], {stdin});
const revert = async (stdin: string): Promise<CliEnd> => runCli(['revert', '-'], {stdin});

describe('outrigger convert', () => {
  it('moves the lines of a sidecar, and its comments with them', async () => {
    const end = await convert(WEB);
    assert.deepEqual([end.code, end.stdout.replace(/\n\n/, '\n'), end.stderr], [0, NATIVE, '']);
  });

  it('writes a startup probe where a person would', async () => {
    const args = '          args: [--health-check, --http-address=0.0.0.0, db]\n';
    const proxy = WEB.replace('fluent-bit\n', 'cloud-sql-proxy\n').concat(args);
    assert.match(
      (await convert(proxy)).stdout,
      /name: cloud-sql-proxy\n +restartPolicy: Always\n +image: .*\n +args: .*\n +startupProbe:\n +httpGet:\n/,
    );
  });

  it('changes nothing a second time', async () => {
    for (const text of [WEB, SHOP]) {
      const once = await convert(text);
      assert.notEqual(once.stdout, text);
      assert.equal((await convert(once.stdout)).stdout, once.stdout);
    }
  });

  it('keeps Windows line ends', async () => {
    const {stdout} = await convert(WEB.replaceAll('\n', '\r\n'));
    assert.match(stdout, /initContainers:\r\n/);
    assert.doesNotMatch(stdout, /[^\r]\n/);
  });

  it('converts JSON as JSON, and what is in Lists', async () => {
    const object = deployment(podSpec([container('app'), container('fluent-bit')]));
    const list = {apiVersion: 'v1', kind: 'List', items: [object, object]};
    const {stdout, code} = await convert(JSON.stringify(list, undefined, 2));
    const converted = JSON.parse(stdout) as typeof list;
    assert.equal(code, 0);
    for (const item of converted.items) {
      assert.match(JSON.stringify(item), /"initContainers":\[\{"name":"fluent-bit".*"restartPolicy":"Always"/);
    }
  });

  it('passes everything else on as it is, to the byte', async () => {
    const others = `apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    {{ not yaml [ \n  b:   "x"   # odd\n`;
    const crd = `# Source: shop/crd.yaml\nkind: Widget\nspec: &a {x: 1}\nstatus: *a\n`;
    const release = `---\n${others}---\n${WEB}---\n${crd}`;
    const {stdout, code} = await convert(release);
    assert.equal(code, 0);
    assert.ok(stdout.startsWith(`---\n${others}---\n`) && stdout.endsWith(`---\n${crd}`), stdout);
    assert.equal((await convert(`${others}---\n${crd}`)).stdout, `${others}---\n${crd}`);
    assert.equal((await convert('')).stdout, '');
  });

  it('leaves what is blocked, names it, and ends with 2', async () => {
    const end = await convert(SHOP);
    assert.equal(end.code, 2);
    assert.equal(
      end.stderr,
      'standard input:21 (document 2): DaemonSet/tools/agent stays as it is, blocked by HostPort: outrigger explain HostPort says what to do.\n',
    );
    assert.equal(end.stdout.slice(end.stdout.indexOf('kind: DaemonSet')), SHOP.slice(SHOP.indexOf('kind: DaemonSet')));
  });

  it('leaves what a label leaves alone', async () => {
    const skipped = WEB.replace('{name: web}', '{name: web, labels: {outrigger.dev/skip: "true"}}');
    assert.equal((await convert(skipped)).stdout, skipped);
  });

  const garbage = [
    {it: 'broken YAML', text: `${WEB}---\nkind: [\n`},
    {it: 'a template', text: `${WEB}---\nkind: Pod\nmetadata: {{ .x }}\n`},
    {it: 'an alias bomb', text: `${WEB}---\na: &a [*a]\n`},
  ];
  for (const {it: title, text} of garbage) {
    it(`prints nothing where there is ${title}`, async () => {
      const end = await convert(text);
      assert.deepEqual([end.code, end.stdout], [3, '']);
      assert.match(end.stderr, /^standard input:1\d \(document 2\): .*\nNothing was changed\.\n$/);
    });
  }
});

describe('outrigger convert --remove-workarounds', () => {
  const job = (script: string): string =>
    `apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec:\n  template:\n    spec:\n      containers:\n` +
    `        - name: app\n          image: a\n          command: [sh, -c, ${JSON.stringify(script)}]\n` +
    `        - name: cloud-sql-proxy\n          image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1\n          args: [--quitquitquit, db]\n`;
  const QUIT = 'migrate up; x=$?; curl -X POST localhost:9091/quitquitquit && exit $x';

  it('takes out what is safe in the same change, and only with the option', async () => {
    const tidy = await convert(job(QUIT), '--remove-workarounds');
    assert.equal(tidy.code, 0);
    assert.match(tidy.stdout, /"migrate up; x=\$\?; exit \$x"/);
    assert.match(tidy.stdout, /restartPolicy: Always/);
    assert.match((await convert(job(QUIT))).stdout, /quitquitquit && exit/);
    assert.equal((await convert(tidy.stdout, '--remove-workarounds')).stdout, tidy.stdout);
  });

  it('takes out what an earlier conversion has left', async () => {
    const tidy = await convert((await convert(job(QUIT))).stdout, '--remove-workarounds');
    assert.match(tidy.stdout, /"migrate up; x=\$\?; exit \$x"/);
  });

  it('takes nothing out of what no policy selects, or is blocked', async () => {
    const alone = job(QUIT).replace(/ {8}- name: cloud[^]*/, '');
    assert.equal((await convert(alone, '--remove-workarounds')).stdout, alone);
    const blocked = job(QUIT).replace('args: [', 'ports: [{containerPort: 1, hostPort: 1}]\n          args: [');
    const end = await convert(blocked, '--remove-workarounds');
    assert.deepEqual([end.code, end.stdout], [2, blocked]);
  });

  const KUBEXIT = `apiVersion: batch/v1
kind: Job
metadata: {name: j}
spec:
  template:
    spec:
      containers:
        - name: app
          image: a
          command: [/kubexit/kubexit, migrate, up]
          env:
            - {name: KUBEXIT_NAME, value: app}
            - {name: KUBEXIT_GRAVEYARD, value: /graveyard}
            - {name: KUBEXIT_BIRTH_DEPS, value: proxy}
        - name: proxy
          image: p
          command: [/kubexit/kubexit, serve]
          readinessProbe: {tcpSocket: {port: 1}}
          env:
            - {name: KUBEXIT_NAME, value: proxy}
            - {name: KUBEXIT_GRAVEYARD, value: /graveyard}
            - {name: KUBEXIT_DEATH_DEPS, value: app}
`;

  it('converts what a wrapper alone has blocked', async () => {
    const gated = POLICY_FOR_PROXY.replace('[proxy]}', '[proxy]}, startup: {gate: Readiness}');
    const stdin = `${KUBEXIT}---\n${gated}`;
    assert.equal((await convert(stdin)).code, 2);
    const {code, stdout} = await convert(stdin, '--remove-workarounds');
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /kubexit/i);
    assert.match(stdout, /command: \[ *migrate, up *\]/);
    assert.match(stdout, /command: \[ *serve *\]/);
    assert.match(stdout, /startupProbe:/);
    assert.ok(stdout.endsWith(`---\n${gated}`));
  });

  it('leaves a wrapper where the app would no longer wait for what it needs', async () => {
    const stdin = `${KUBEXIT}---\n${POLICY_FOR_PROXY}`;
    const end = await convert(stdin, '--remove-workarounds');
    assert.deepEqual([end.code, end.stdout], [2, stdin]);
  });

  it('takes annotations of the pod template away', async () => {
    const annotated = job('migrate').replace(
      '    spec:\n      cont',
      '    metadata:\n      annotations:\n        pod.kubernetes.io/sidecars: cloud-sql-proxy # ends it\n        keep: "1"\n    spec:\n      cont',
    );
    const {stdout} = await convert(annotated, '--remove-workarounds');
    assert.match(stdout, / {6}annotations:\n {8}keep: "1"\n/);
  });
});

describe('outrigger revert', () => {
  it('gives manifests back as they were', async () => {
    const text = WEB.replace('\n\n', '\n');
    const shop = SHOP.slice(0, SHOP.indexOf('---'));
    for (const before of [text, shop, text.replaceAll('\n', '\r\n'), JSON.stringify(parse(text), undefined, 2)]) {
      const converted = await convert(before);
      assert.notEqual(converted.stdout, before);
      const end = await revert(converted.stdout);
      assert.deepEqual([end.code, end.stdout, end.stderr], [0, before, '']);
    }
  });

  it('takes a startup probe away that the conversion has derived, and no other', async () => {
    const policy = POLICY_FOR_PROXY.replace('[proxy]}', '[proxy]}, startup: {gate: Readiness, timeoutSeconds: 30}');
    const app = container('app');
    const proxy = container('proxy', {readinessProbe: {tcpSocket: {port: 5432}}});
    const text = `${JSON.stringify(deployment(podSpec([app, proxy])))}\n---\n${policy}`;
    const converted = (await convert(text)).stdout;
    assert.match(converted, /"startupProbe":.*"failureThreshold": 30/);
    const first = (stream: string): unknown => JSON.parse(stream.slice(0, stream.indexOf('\n')));
    assert.deepEqual(first((await revert(converted)).stdout), first(text));
    const own = converted.replace('"failureThreshold": 30', '"failureThreshold": 31');
    assert.match((await revert(own)).stdout, /"startupProbe":/);
  });

  it('goes by the record where an object has one, and takes the marks away', async () => {
    const object = deployment(podSpec([container('app'), container('fluent-bit')]), {metadata: {labels: {a: 'b'}}});
    const record = '[{"n":"log","i":0,"h":1,"s":5},{"n":"gone","i":1}]';
    const annotations = {
      'outrigger.dev/record': record,
      'outrigger.dev/policy': 'shop/shop',
      'outrigger.dev/converted-at': '2026-01-01T00:00:00Z',
    };
    const converted = {
      ...deployment(
        {
          ...podSpec([container('app'), container('fluent-bit')]),
          initContainers: [{...container('log'), restartPolicy: 'Always'}],
        },
        {metadata: {labels: {a: 'b'}, annotations}},
      ),
    };
    const log = container('log', {lifecycle: {preStop: {sleep: {seconds: 5}}}});
    const wanted = structuredClone(object) as {spec: {template: {spec: {containers: unknown[]}}}};
    wanted.spec.template.spec.containers.unshift(log);
    assert.deepEqual(JSON.parse((await revert(JSON.stringify(converted))).stdout), wanted);
  });

  it('leaves native sidecars that nobody knows, the catalog neither', async () => {
    const native = NATIVE.replaceAll('fluent-bit', 'unheard-of').replace('fluent/', 'x/');
    assert.equal((await revert(native)).stdout, native);
  });
});

describe('files', () => {
  let folder: TemporaryFolder;
  const at = async (...args: readonly string[]): Promise<CliEnd> => runCli(args, {cwd: folder.path});
  const text = (name: string): string => readFileSync(join(folder.path, name), 'utf8');

  beforeEach(() => {
    folder = new TemporaryFolder();
    folder.write('web.yaml', WEB);
    folder.write('values.yaml', 'image: {{ nothing }}\n');
    folder.write('other.yaml', 'kind: ConfigMap\n');
  });
  afterEach(() => folder.remove());

  it('of a folder are written with --in-place, with their mode, and nothing else is left beside them', async () => {
    chmodSync(join(folder.path, 'web.yaml'), 0o640);
    const end = await at('convert', '.', '--in-place');
    assert.deepEqual([end.code, end.stdout, end.stderr], [0, 'web.yaml changed\n', '']);
    assert.match(text('web.yaml'), /initContainers/);
    assert.equal(statSync(join(folder.path, 'web.yaml')).mode & 0o777, 0o640);
    assert.deepEqual(readdirSync(folder.path).sort(), ['other.yaml', 'values.yaml', 'web.yaml']);
    assert.equal((await at('convert', '.', '-i')).stderr, 'There is nothing to change.\n');
    await at('revert', '.', '-i');
    assert.equal(text('web.yaml').replaceAll('\n\n', '\n'), WEB.replaceAll('\n\n', '\n'));
  });

  it('that are links stay links', async () => {
    symlinkSync('web.yaml', join(folder.path, 'link.yaml'));
    await at('convert', 'link.yaml', '-i');
    assert.match(text('web.yaml'), /initContainers/);
    assert.ok(lstatSync(join(folder.path, 'link.yaml')).isSymbolicLink());
  });

  it('stay all as they are where one has a problem', async () => {
    folder.write('broken.yaml', 'kind: [\n');
    const end = await at('convert', '.', '-i');
    assert.deepEqual([end.code, end.stdout, text('web.yaml')], [3, '', WEB]);
    assert.match(end.stderr, /^broken\.yaml:\d: .*\nNothing was changed\.\n$/);
  });

  it('stay as they are where they are no UTF-8', async () => {
    writeFileSync(join(folder.path, 'latin.yaml'), Buffer.from('kind: Pod # \u00e9\n', 'latin1'));
    const end = await at('convert', 'latin.yaml', 'web.yaml', '-i');
    assert.deepEqual([end.code, text('web.yaml')], [3, WEB]);
    assert.match(end.stderr, /^latin\.yaml: is not UTF-8 text/);
  });

  it('are compared with --diff, and stay as they are', async () => {
    const end = await at('convert', '.', '--diff');
    assert.match(end.stdout, /^--- web\.yaml\n\+\+\+ web\.yaml\n@@ .*\n(?:.*\n)*\+ {6}initContainers:\n/);
    assert.deepEqual([end.code, text('web.yaml')], [0, WEB]);
  });

  it('are joined where they are printed, without what only lies beside them', async () => {
    folder.write('z.yaml', '--- # z\nkind: Secret');
    const {stdout} = await at('convert', '.');
    assert.match(stdout, /^kind: ConfigMap\n---\n# The shop\.\n[^]*\n--- # z\nkind: Secret$/);
    assert.doesNotMatch(stdout, /nothing/);
  });

  it('are not joined where there is JSON among them', async () => {
    folder.write('a.json', {kind: 'ConfigMap'});
    const end = await at('convert', '.');
    assert.deepEqual([end.code, end.stdout], [3, '']);
    assert.match(end.stderr, /--in-place/);
  });

  const mistakes = [
    {args: ['-i', '--diff', 'web.yaml'], says: /give one of them/},
    {args: ['-i', '-'], says: /Standard input is no file/},
    {args: ['missing.yaml'], says: /is not there/},
  ];
  for (const {args, says} of mistakes) {
    it(`${args.join(' ')} is answered with a sentence`, async () => {
      const end = await at('convert', ...args);
      assert.deepEqual([end.code, end.stdout], [3, '']);
      assert.match(end.stderr, says);
    });
  }
});
