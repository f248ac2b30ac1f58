import assert from 'node:assert/strict';
import fc from 'fast-check';
import {objectsAt, stringsAt, type JsonObject} from '../../../src/domain/json.ts';
import {workaroundsOf, withoutWorkarounds} from '../../../src/domain/workarounds/index.ts';
import {parseShell} from '../../../src/domain/workarounds/shell.ts';
import {workloadOf, type Workload} from '../../../src/domain/workload.ts';
import {kind, podSpec} from '../../support/arbitraries.ts';
import {anyJson, hostileText} from '../../support/json-arbitraries.ts';

const CALL = 'curl -X POST localhost:9091/quitquitquit';

/** Pieces of scripts: workarounds, work, and what lies between. */
const PIECES = [
  'migrate up',
  'x=$?',
  'exit $x',
  'set -e',
  'echo "a; b"',
  '[ -n "$V" ]',
  CALL,
  `${CALL} || true`,
  'wget -qO- http://localhost:15020/quitquitquit',
  'until nc -z 127.0.0.1 5432; do sleep 1; done',
  `while ! curl -fs localhost:15021/healthz/ready; do\n  sleep 1\ndone`,
  `trap '${CALL}' EXIT`,
  'trap "touch /flags/done" EXIT',
  'touch /flags/done',
  'pkill cloud_sql_proxy',
  'kill $(pidof cloud_sql_proxy)',
  '/kubexit/kubexit job -v',
  'scuttle job',
  '/proxy -p 1 & PID=$!',
  'while [ ! -f /flags/done ]; do sleep 1; done; kill $PID',
  '# a comment',
  'sleep 5',
  'cat <<EOF\ncurl localhost:9091/quitquitquit\nEOF',
  'serve &',
  `if migrate; then ${CALL}; fi`,
  `f() { work; ${CALL}; }`,
  `( work; ${CALL} )`,
  `$(${CALL})`,
  'if; then',
  "'",
] as const;

function script(): fc.Arbitrary<string> {
  const piece = fc.oneof({weight: 9, arbitrary: fc.constantFrom<string>(...PIECES)}, hostileText());
  const separator = fc.constantFrom('; ', '\n', ' && ', ' || ', '\n\n  ', ';\n', ' & ', ' | ', ' ');
  return fc
    .array(fc.tuple(piece, separator), {minLength: 1, maxLength: 6})
    .map(pairs => pairs.map(([text, between], index) => (index === pairs.length - 1 ? text : text + between)).join(''));
}

function containerOf(name: string): fc.Arbitrary<JsonObject> {
  const command = fc.oneof(
    script().map(text => ({command: ['sh', '-c', text]})),
    script().map(text => ({command: ['/bin/bash', '-ec'], args: [text]})),
    fc.constantFrom<JsonObject>(
      {command: ['/kubexit/kubexit', 'job']},
      {command: ['scuttle'], args: ['job']},
      {command: ['/cloud_sql_proxy']},
    ),
  );
  const rest = fc.record(
    {
      volumeMounts: fc.constant([{name: 'flags', mountPath: '/flags'}]),
      env: fc.constantFrom([{name: 'KUBEXIT_DEATH_DEPS', value: 'app'}], [{name: 'KUBEXIT_NAME'}, {name: 'A'}]),
      lifecycle: fc.constantFrom({preStop: {sleep: {seconds: 5}}}, {preStop: {exec: {command: ['sh', '-c', CALL]}}}),
      startupProbe: fc.constant({}),
      ports: fc.constant([{containerPort: 5432}]),
    },
    {requiredKeys: []},
  );
  return fc.tuple(command, rest).map(([command, rest]) => ({name, ...command, ...rest}));
}

function workload(): fc.Arbitrary<Workload> {
  const annotations = fc.constantFrom<JsonObject>(
    {},
    {'pod.kubernetes.io/sidecars': 'cloud-sql-proxy'},
    {'proxy.istio.io/config': '{"holdApplicationUntilProxyStarts": true}', ['__proto__']: 'x'},
    {'sidecar.istio.io/nativeSidecar': 'true'},
  );
  return fc
    .record({
      kind: kind(),
      containers: fc.tuple(containerOf('app'), containerOf('cloud-sql-proxy'), containerOf('istio-proxy')),
      fields: fc.constantFrom<JsonObject>({}, {shareProcessNamespace: true}),
      annotations,
    })
    .map(({kind, containers, fields, annotations}) => ({
      kind,
      metadata: {},
      template: {metadata: {annotations}, spec: {containers, volumes: [{name: 'flags', emptyDir: {}}], ...fields}},
    }));
}

function sidecars(): fc.Arbitrary<ReadonlySet<string>> {
  return fc.subarray(['cloud-sql-proxy', 'istio-proxy', 'log']).map(names => new Set(names));
}

describe('laws of workarounds', () => {
  it('any JSON is read without an error', () => {
    fc.assert(
      fc.property(kind(), anyJson(), anyJson(), sidecars(), (kind, container, spec, sidecars) => {
        for (const object of [spec, {spec: {containers: [container], volumes: [spec]}}, {spec: {template: {spec}}}]) {
          const one = workloadOf(kind, object);
          workaroundsOf(one, sidecars);
          withoutWorkarounds(one, sidecars);
        }
      }),
    );
  });

  it('wrong types in every field are read without an error', () => {
    fc.assert(
      fc.property(workload(), anyJson(), fc.nat(), sidecars(), (one, wrong, at, sidecars) => {
        let index = 0;
        const spoilt = JSON.parse(
          JSON.stringify(one, (_key, value: unknown) => (index++ === 4 + (at % 60) ? wrong : value)),
        ) as Partial<Workload>;
        const template = workloadOf('Pod', spoilt.template).template;
        workaroundsOf({...one, template}, sidecars);
        withoutWorkarounds({...one, template}, sidecars);
      }),
    );
  });

  it('scripts of ConfigMaps add advice alone, whatever they hold, and what can be taken out stays so', () => {
    const files = fc.record({run: fc.oneof(script(), hostileText()), other: anyJson()});
    fc.assert(
      fc.property(workload(), files, sidecars(), ({template, ...one}, {run, other}, sidecars) => {
        const spec = withMountedScript(template.spec);
        const mounted = {...one, template: {...template, spec}};
        const configMaps = new Map([
          ['scripts', {'run.sh': run, other}],
          ['log', {}],
        ]);
        const removable = (found: ReturnType<typeof workaroundsOf>): readonly string[] =>
          found
            .filter(({verdict}) => verdict === 'Removable')
            .map(one => JSON.stringify(one))
            .sort();
        const found = workaroundsOf(mounted, sidecars, configMaps);
        assert.deepEqual(removable(found), removable(workaroundsOf(mounted, sidecars)));
        for (const {verdict, evidence} of found) assert.ok(verdict === 'Advice' || !evidence.startsWith('ConfigMap '));
      }),
    );
  });

  it('removing twice is removing once, and then nothing removable is left', () => {
    fc.assert(
      fc.property(workload(), sidecars(), (one, sidecars) => {
        const after = {...one, template: withoutWorkarounds(one, sidecars)};
        assert.equal(withoutWorkarounds(after, sidecars), after.template);
        assert.ok(workaroundsOf(after, sidecars).every(({verdict}) => verdict !== 'Removable'));
      }),
    );
  });

  it('a workload without removable workarounds stays the very same object', () => {
    const spec = fc.oneof(
      podSpec(),
      workload().map(({template}) => template.spec),
    );
    fc.assert(
      fc.property(spec, sidecars(), (spec, sidecars) => {
        const one: Workload = {kind: 'Deployment', metadata: {}, template: {metadata: {}, spec}};
        const found = workaroundsOf(one, sidecars).some(({verdict}) => verdict === 'Removable');
        assert.equal(withoutWorkarounds(one, sidecars) !== one.template, found);
      }),
    );
  });

  it('what is left of a script was there, in the same order; only `exec ` may be new', () => {
    fc.assert(
      fc.property(workload(), sidecars(), (one, sidecars) => {
        const before = objectsAt(one.template.spec, 'containers');
        const after = objectsAt(withoutWorkarounds(one, sidecars).spec, 'containers');
        after.forEach((container, index) => {
          const [text, was] = [container, before[index]].map(each => wordsOf(each ?? {}).at(-1) ?? '');
          assert.ok(isPartOf(text ?? '', was ?? '') || isPartOf((text ?? '').replace('exec ', ''), was ?? ''));
        });
      }),
    );
  });

  it('a script that could be read can still be read', () => {
    fc.assert(
      fc.property(workload(), sidecars(), (one, sidecars) => {
        const before = objectsAt(one.template.spec, 'containers');
        const after = objectsAt(withoutWorkarounds(one, sidecars).spec, 'containers');
        after.forEach((container, index) => {
          if (parseShell(wordsOf(before[index] ?? {}).at(-1) ?? '') === undefined) return;
          assert.ok(parseShell(wordsOf(container).at(-1) ?? '') !== undefined);
        });
      }),
    );
  });
});

/** The second container runs a script of a ConfigMap. */
function withMountedScript(spec: JsonObject): JsonObject {
  const volumes = [...objectsAt(spec, 'volumes'), {name: 'scripts', configMap: {name: 'scripts'}}];
  const containers = objectsAt(spec, 'containers').map((container, index) => {
    const volumeMounts = [...objectsAt(container, 'volumeMounts'), {name: 'scripts', mountPath: '/scripts'}];
    return index === 1 ? {...container, command: ['sh', '/scripts/run.sh'], args: [], volumeMounts} : container;
  });
  return {...spec, volumes, containers};
}

function wordsOf(container: JsonObject): readonly string[] {
  return [...stringsAt(container, 'command'), ...stringsAt(container, 'args')];
}

/** Whether `part` comes of `whole` by leaving characters out. */
function isPartOf(part: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (character === part.slice(at, at + character.length)) at += character.length;
  return at >= part.length;
}
