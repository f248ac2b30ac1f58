import assert from 'node:assert/strict';
import {DELEGATED_ANNOTATION, RECORD_ANNOTATION, SKIP_LABEL} from '../../../../src/api/constants.ts';
import {objectsAt, type JsonObject} from '../../../../src/domain/json.ts';
import {keep, type Kept} from '../../../../src/domain/keep/keep.ts';
import type {RecordEntry} from '../../../../src/domain/record.ts';
import {parseRecord} from '../../../../src/domain/record.ts';
import {workloadOf} from '../../../../src/domain/workload.ts';
import {container, deployment, native, podSpec} from '../../../support/builders.ts';
import {marksOf} from '../../../support/updates.ts';

/** What an update brings, in short. */
interface Given {
  readonly record?: readonly RecordEntry[];
  readonly log?: JsonObject;
  readonly containers?: readonly JsonObject[];
  readonly inits?: readonly JsonObject[];
  readonly labels?: JsonObject;
  readonly annotations?: JsonObject;
  readonly oldAnnotations?: JsonObject;
  readonly managed?: readonly JsonObject[];
  readonly managedBefore?: readonly JsonObject[];
  readonly manager?: string;
  readonly namespaceLabels?: Readonly<Record<string, string>>;
}

const LOG: RecordEntry = {n: 'log', i: 1};

/** A workload whose sidecar `log` was moved, and an update of it; by default an apply of the classic manifest. */
function update(given: Given): Kept {
  const {record = [LOG], log = native('log'), manager = 'kubectl-client-side-apply', namespaceLabels = {}} = given;
  const {containers = [container('app'), container('log')], inits = [log]} = given;
  const object = (spec: JsonObject, annotations: JsonObject, managedFields: readonly JsonObject[]) =>
    workloadOf(
      'Deployment',
      deployment(spec, {
        metadata: {labels: given.labels ?? {}, annotations: {...marksOf(record), ...annotations}, managedFields},
      }),
    );
  return keep({
    old: object(
      podSpec([container('app')], {initContainers: [log]}),
      given.oldAnnotations ?? {},
      given.managedBefore ?? [],
    ),
    now: object(podSpec([...containers], {initContainers: inits}), given.annotations ?? {}, given.managed ?? []),
    manager,
    namespaceLabels,
  });
}

/** `containers | initContainers`, natives with a star; then the names in the record. */
function told({spec, annotations}: Kept): string {
  const list = (key: string): string =>
    objectsAt(spec, key)
      .map(one => `${String(one['name'])}${one['restartPolicy'] === 'Always' ? '*' : ''}`)
      .join(' ');
  const names = parseRecord(annotations[RECORD_ANNOTATION] ?? '').map(({n}) => n);
  return `${list('containers')} | ${list('initContainers')} | ${names.join(' ')}`;
}

const KEPT = 'app | log* | log';
const CLASSIC = 'app log |  | ';

function applier(names: readonly string[], fields: JsonObject = {}, list = 'f:containers'): JsonObject {
  const keys = Object.fromEntries(names.map(name => [`k:{"name":"${name}"}`, {'.': {}, ...fields}]));
  const fieldsV1 = {'f:spec': {'f:selector': {}, 'f:template': {'f:spec': {[list]: keys}}}};
  return {manager: 'flux', operation: 'Apply', time: '2026-11-01T00:00:00Z', fieldsV1};
}

function lastApplied(names: readonly string[], list = 'containers'): JsonObject {
  const spec = {template: {spec: {[list]: names.map(name => ({name}))}}};
  return {'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({spec})};
}

const GONE = {containers: [container('app')], manager: 'flux'} as const;

describe('keep', () => {
  const cases: readonly (readonly [title: string, given: Given, told: string])[] = [
    ['moves a recorded sidecar that comes back', {}, KEPT],
    ['leaves alone what is not recorded', {record: [{n: 'other', i: 0}]}, 'app log | log* | '],
    ['leaves alone what a record names that was not native', {record: [LOG, {n: 'app', i: 0}]}, KEPT],
    ['leaves its own writes alone', {manager: 'outrigger'}, 'app log | log* | log'],
    ['does without a native copy in the update', {inits: []}, KEPT],
    ['puts the record back where a client takes it away', {annotations: {[RECORD_ANNOTATION]: '[]'}}, KEPT],
    ['moves nothing where the workload is to be left alone', {labels: {[SKIP_LABEL]: 'true'}}, CLASSIC],
    ['moves nothing where the namespace is to be left alone', {namespaceLabels: {[SKIP_LABEL]: 'true'}}, CLASSIC],
    [
      'keeps the record of what is to be left alone until it comes back',
      {...GONE, labels: {[SKIP_LABEL]: 'true'}},
      KEPT,
    ],
    ['moves nothing where no main container would be left', {containers: [container('log')]}, 'log |  | '],
    [
      'leaves a container classic that has a restartPolicy of its own',
      {containers: [container('app'), container('log', {restartPolicy: 'Never'})]},
      CLASSIC,
    ],
    ['drops the entry of a sidecar that is no longer there', {...GONE, inits: []}, 'app |  | '],
    ['keeps a sidecar that a patch does not name', GONE, KEPT],
    [
      'drops a sidecar that its applier has ceased to own',
      {...GONE, managedBefore: [applier(['app', 'log'])], managed: [applier(['app'])]},
      'app |  | ',
    ],
    [
      'keeps a sidecar that another applier still owns',
      {
        ...GONE,
        managedBefore: [applier(['app', 'log']), {...applier(['log']), manager: 'tuner'}],
        managed: [applier(['app']), {...applier(['log']), manager: 'tuner'}],
      },
      KEPT,
    ],
    [
      'drops a sidecar that the first apply after the conversion no longer has',
      {...GONE, record: [{...LOG, o: ['flux']}], managedBefore: [], managed: [applier(['app'])]},
      'app |  | ',
    ],
    [
      'keeps a sidecar in an update that is no apply of its owner',
      {
        ...GONE,
        record: [{...LOG, o: ['flux']}],
        managedBefore: [applier(['app'])],
        managed: [applier(['app']), {manager: 'scaler', operation: 'Update', time: 'now', fieldsV1: {}}],
        manager: 'scaler',
      },
      KEPT,
    ],
    [
      'drops a sidecar that has left the manifest of kubectl apply',
      {...GONE, oldAnnotations: lastApplied(['app', 'log']), annotations: lastApplied(['app'])},
      'app |  | ',
    ],
    [
      'keeps a sidecar where the manifest of kubectl apply is too long to be read',
      {
        ...GONE,
        oldAnnotations: lastApplied(['app', 'log', 'x'.repeat(100_000)]),
        annotations: lastApplied(['app']),
      },
      KEPT,
    ],
    [
      'releases a sidecar that an applier owns as a native one',
      {...GONE, managed: [applier(['log'], {'f:restartPolicy': {}}, 'f:initContainers')]},
      'app | log* | ',
    ],
    [
      'does not take a setting that somebody applies to the native sidecar for that',
      {...GONE, managed: [applier(['log'], {'f:resources': {}}, 'f:initContainers')]},
      KEPT,
    ],
    [
      'releases a sidecar that the manifest of kubectl apply has among its init containers',
      {...GONE, annotations: lastApplied(['log'], 'initContainers')},
      'app | log* | ',
    ],
  ];
  for (const [title, given, expected] of cases) it(title, () => assert.equal(told(update(given)), expected));

  it('takes all marks away with the last entry', () => {
    assert.deepEqual(update({labels: {[SKIP_LABEL]: 'true'}}).annotations, {});
  });

  it('keeps the other marks where injectors have been told', () => {
    const {annotations} = update({labels: {[SKIP_LABEL]: 'true'}, annotations: {[DELEGATED_ANNOTATION]: 'x'}});
    assert.deepEqual(
      Object.keys(annotations).sort(),
      Object.keys({...marksOf([]), [DELEGATED_ANNOTATION]: ''})
        .filter(key => key !== RECORD_ANNOTATION)
        .sort(),
    );
  });
});

describe('what keep makes of a sidecar', () => {
  const ready = {tcpSocket: {port: 1}, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3};
  const gate = {tcpSocket: {port: 1}, timeoutSeconds: 1, periodSeconds: 1, successThreshold: 1, failureThreshold: 60};
  const sleep = {preStop: {exec: {command: ['sleep', '5']}}};
  const flush = {preStop: {exec: {command: ['flush']}}};
  const patch: Given = {manager: 'kubectl-patch'};

  const cases: readonly (readonly [title: string, given: Given, sidecar: JsonObject, entry: Partial<RecordEntry>])[] = [
    [
      'derives its gate anew from another probe',
      {
        record: [{...LOG, t: 60}],
        log: native('log', {readinessProbe: ready, startupProbe: gate}),
        containers: [container('app'), container('log', {readinessProbe: {...ready, tcpSocket: {port: 2}}})],
      },
      {
        readinessProbe: {...ready, tcpSocket: {port: 2}},
        startupProbe: {tcpSocket: {port: 2}, timeoutSeconds: 1, periodSeconds: 1, failureThreshold: 60},
      },
      {t: 60},
    ],
    [
      'has no gate where there is nothing to derive it from',
      {record: [{...LOG, t: 60}], log: native('log', {readinessProbe: ready, startupProbe: gate})},
      {},
      {},
    ],
    [
      'keeps a gate that cannot be derived here',
      {record: [{...LOG, t: 60}], log: native('log', {startupProbe: gate})},
      {startupProbe: gate},
      {t: 60},
    ],
    [
      'gives up a derived gate for one of its own',
      {
        record: [{...LOG, t: 60}],
        log: native('log', {readinessProbe: ready, startupProbe: gate}),
        containers: [container('app'), container('log', {readinessProbe: ready, startupProbe: ready})],
      },
      {readinessProbe: ready, startupProbe: ready},
      {},
    ],
    [
      'keeps an explicit gate, and remembers what it replaces',
      {
        record: [{...LOG, x: 1}],
        log: native('log', {startupProbe: gate}),
        containers: [container('app'), container('log', {startupProbe: ready})],
      },
      {startupProbe: gate},
      {x: 1, p: ready},
    ],
    [
      'loses a sleep again, and remembers the new one',
      {record: [{...LOG, h: 1, s: 7}], containers: [container('app'), container('log', {lifecycle: sleep})]},
      {},
      {h: 1, s: ['sleep', '5']},
    ],
    [
      'keeps a hook that is no sleep',
      {record: [{...LOG, h: 1, s: 7}], containers: [container('app'), container('log', {lifecycle: flush})]},
      {lifecycle: flush},
      {},
    ],
    [
      'loses any hook where the record shows that any is dropped',
      {record: [{...LOG, h: 1, r: {}}], containers: [container('app'), container('log', {lifecycle: flush})]},
      {},
      {h: 1, r: flush.preStop},
    ],
    [
      'loses the wait that it lost before, and nothing else of its lifecycle',
      {
        record: [{...LOG, w: {exec: {command: ['wait']}}}],
        containers: [
          container('app'),
          container('log', {lifecycle: {...flush, postStart: {exec: {command: ['wait']}}}}),
        ],
      },
      {lifecycle: flush},
      {w: {exec: {command: ['wait']}}},
    ],
    [
      'keeps in a patch what is not said: fields, amounts, items of lists, gate and memory',
      {
        ...patch,
        record: [{...LOG, t: 60, h: 1, s: 7}],
        log: native('log', {
          command: ['run'],
          env: [
            {name: 'A', value: '1'},
            {name: 'B', value: '2'},
          ],
          resources: {requests: {cpu: '1', memory: '1Gi'}, limits: {cpu: '2'}},
          startupProbe: gate,
        }),
        containers: [
          container('app'),
          {
            name: 'log',
            image: 'log:2',
            env: [
              {name: 'B', value: '3'},
              {name: 'C', value: '4'},
            ],
            resources: {requests: {cpu: '3'}},
          },
        ],
      },
      {
        image: 'log:2',
        command: ['run'],
        env: [
          {name: 'A', value: '1'},
          {name: 'B', value: '3'},
          {name: 'C', value: '4'},
        ],
        resources: {requests: {cpu: '3', memory: '1Gi'}, limits: {cpu: '2'}},
        startupProbe: gate,
      },
      {t: 60, h: 1, s: 7},
    ],
    [
      'keeps what another applier has set',
      {
        manager: 'flux',
        managed: [applier(['log']), {...applier(['log'], {'f:resources': {}}), manager: 'tuner'}],
        log: native('log', {command: ['old'], resources: {requests: {cpu: '1'}}}),
        containers: [container('app'), container('log', {resources: {}})],
      },
      {resources: {requests: {cpu: '1'}}},
      {},
    ],
  ];
  for (const [title, given, sidecar, entry] of cases) {
    it(`it ${title}`, () => {
      const {spec, annotations} = update(given);
      const [log] = objectsAt(spec, 'initContainers');
      assert.deepEqual(log, {...native('log'), ...sidecar});
      assert.deepEqual(parseRecord(annotations[RECORD_ANNOTATION] ?? ''), [{...LOG, ...entry}]);
    });
  }
});
