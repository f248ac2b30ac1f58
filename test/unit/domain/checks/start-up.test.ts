import assert from 'node:assert/strict';
import {gateFromReadiness} from '../../../../src/domain/checks/gate-from-readiness.ts';
import {noStartupGate} from '../../../../src/domain/checks/no-startup-gate.ts';
import {sidecarBlocksStart} from '../../../../src/domain/checks/sidecar-blocks-start.ts';
import {startupDeadlock} from '../../../../src/domain/checks/startup-deadlock.ts';
import type {Gate} from '../../../../src/domain/gate.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import type {SidecarRule} from '../../../../src/domain/policy.ts';
import {run, type Sidecar} from './given.ts';

const none: Gate = {type: 'None'};
const own = (probe: JsonObject): Gate => ({type: 'Own', probe});
const app = {name: 'app', ports: [{name: 'web', containerPort: 8080}]};

describe('StartupDeadlock', () => {
  const blocked: readonly (readonly [string, JsonObject, Gate, RegExp])[] = [
    [
      'a gate on a port of the app (E5)',
      {},
      own({httpGet: {port: 8080}}),
      /\.startupProbe: .* asks port 8080, which app serves/,
    ],
    ['a gate on a quoted port of the app (E5)', {}, own({tcpSocket: {port: '8080'}}), /asks port 8080/],
    ['a gRPC gate on a port of the app (E5)', {}, own({grpc: {port: 8080}}), /asks port 8080/],
    ['a gate on localhost (E5)', {}, own({httpGet: {port: 8080, host: '127.0.0.1'}}), /asks port 8080/],
    ['a gate on a port name of the app (E5)', {}, own({httpGet: {port: 'web'}}), /uses the port name web/],
    [
      'an exec gate that asks the app (E5)',
      {},
      own({exec: {command: ['curl', '-f', 'http://localhost:8080/healthz']}}),
      /asks port 8080/,
    ],
    [
      'a gate derived from a readiness probe of the app (E5)',
      {},
      {type: 'Readiness', from: 'readinessProbe', probe: {httpGet: {port: 8080}}},
      /\.readinessProbe: .* asks port 8080/,
    ],
    [
      'an explicit gate on the app (E5)',
      {},
      {type: 'Probe', probe: {tcpSocket: {port: 8080}}},
      /^spec\.containers\[1\]: .* asks port 8080/,
    ],
    [
      'a command that waits for the app behind a gate (E5)',
      {command: ['sh', '-c', 'while ! nc -z localhost 8080; do sleep 1; done; exec proxy']},
      own({tcpSocket: {port: 9000}}),
      /\.command: .* waits for port 8080 of app/,
    ],
    [
      'a helper that waits for the app behind a gate (E5)',
      {args: ['wait-for-it', '127.0.0.1:8080', '--', 'proxy']},
      own({tcpSocket: {port: 9000}}),
      /waits for port 8080 of app/,
    ],
    [
      'a postStart hook that waits for the app, gate or not (E5, E9)',
      {
        lifecycle: {
          postStart: {exec: {command: ['bash', '-c', 'until echo > /dev/tcp/localhost/8080; do sleep 1; done']}},
        },
      },
      none,
      /\.lifecycle\.postStart: .* needs port 8080 of app/,
    ],
    [
      'a postStart request to the app (E5, E9)',
      {lifecycle: {postStart: {httpGet: {port: 8080}}}},
      none,
      /needs port 8080/,
    ],
    [
      "Dapr's /healthz, which waits for the app's port (E5, dapr#2007)",
      {args: ['/daprd', '--app-port', '8080']},
      own({httpGet: {path: '/v1.0/healthz', port: 3501}}),
      /Dapr's \/v1\.0\/healthz/,
    ],
    [
      "Knative's queue-proxy, ready only once the app is (E5)",
      {env: [{name: 'SERVING_READINESS_PROBE', value: '{}'}]},
      {type: 'Readiness', from: 'readinessProbe', probe: {httpGet: {port: 8012}}},
      /queue-proxy is ready only once/,
    ],
  ];
  for (const [title, fields, gate, expected] of blocked) {
    it(`blocks ${title}`, () => {
      const spec = {containers: [app, {name: 'log', ...fields}]};
      const messages = run(startupDeadlock, {spec, sidecars: {log: {gate}}});
      assert.equal(messages.length, 1);
      assert.match(messages[0] ?? '', expected);
    });
  }

  describe('of processes', () => {
    const waits = {command: ['sh', '-c', 'until pgrep app; do sleep 1; done; exec agent']};
    const gate = own({tcpSocket: {port: 9000}});
    const cases: readonly (readonly [string, JsonObject, Gate, JsonObject, number])[] = [
      ['blocks a wait for a process of the app behind a gate (E37)', {shareProcessNamespace: true}, gate, waits, 1],
      [
        'passes it without a gate, where the app starts all the same (E37)',
        {shareProcessNamespace: true},
        none,
        waits,
        0,
      ],
      ['passes it where processes are not shared (E37)', {}, gate, waits, 0],
      [
        'passes a script that looks once (E37)',
        {shareProcessNamespace: true},
        gate,
        {command: ['sh', '-c', 'pgrep app || true']},
        0,
      ],
    ];
    for (const [title, rest, own, fields, count] of cases) {
      it(title, () => {
        const spec = {...rest, containers: [app, {name: 'log', ...fields}]};
        assert.equal(run(startupDeadlock, {spec, sidecars: {log: {gate: own}}}).length, count);
      });
    }
  });

  const passed: readonly (readonly [string, JsonObject, Gate])[] = [
    ['no gate', {}, none],
    ['a gate on a port of its own', {ports: [{containerPort: 9000}]}, own({tcpSocket: {port: 9000}})],
    ['a gate on a port that nobody declares', {}, own({tcpSocket: {port: 9000}})],
    ['a gate on a port that both declare', {ports: [{containerPort: 8080}]}, own({tcpSocket: {port: 8080}})],
    [
      'a gate on a port name of its own',
      {ports: [{name: 'web', containerPort: 9000}]},
      own({tcpSocket: {port: 'web'}}),
    ],
    ['a gate on another host', {}, own({httpGet: {port: 8080, host: 'db.example.com'}})],
    ['an exec gate that asks nothing', {}, own({exec: {command: ['test', '-s', '/etc/config']}})],
    ['a UDP port of the app with that number', {}, own({tcpSocket: {port: 53}})],
    [
      'a command that waits for the app without a gate',
      {command: ['sh', '-c', 'until nc -z localhost 8080; do sleep 1; done']},
      none,
    ],
    ['a command that only names the app', {args: ['--upstream=http://localhost:8080']}, own({tcpSocket: {port: 9000}})],
    [
      'a hook that only tells the app once',
      {lifecycle: {postStart: {exec: {command: ['curl', 'localhost:8080']}}}},
      none,
    ],
    ['a longer port number', {}, own({exec: {command: ['nc', 'localhost', '80801']}})],
    [
      "Dapr's /healthz/outbound",
      {args: ['--app-port=8080']},
      own({httpGet: {path: '/v1.0/healthz/outbound', port: 3501}}),
    ],
  ];
  for (const [title, fields, gate] of passed) {
    it(`passes ${title}`, () => {
      const main = {...app, ports: [...app.ports, {containerPort: 53, protocol: 'UDP'}]};
      assert.deepEqual(
        run(startupDeadlock, {spec: {containers: [main, {name: 'log', ...fields}]}, sidecars: {log: {gate}}}),
        [],
      );
    });
  }

  const db = {name: 'db', ports: [{containerPort: 5432}]};
  const asksDb = {gate: own({tcpSocket: {port: 5432}})};

  it('blocks a gate on a sidecar that starts later (E8)', () => {
    const messages = run(startupDeadlock, {
      spec: {containers: [app, {name: 'log'}, db]},
      sidecars: {log: asksDb, db: {}},
    });
    assert.match(messages.join(), /asks port 5432, which db serves/);
  });

  it('passes a gate on a sidecar that starts earlier (E8)', () => {
    assert.deepEqual(
      run(startupDeadlock, {spec: {containers: [app, db, {name: 'log'}]}, sidecars: {log: asksDb, db: {}}}),
      [],
    );
  });
});

describe('GateFromReadiness', () => {
  it('warns of a gate made of another probe, with the time that it has (E4)', () => {
    const gate: Gate = {type: 'Readiness', from: 'livenessProbe', probe: {}};
    const [message] = run(gateFromReadiness, {sidecars: {log: {gate}}});
    assert.match(message ?? '', /^spec\.containers\[1\]\.livenessProbe: .*longer than 120 seconds/);
  });

  it('is silent on other gates (E4)', () =>
    assert.deepEqual(run(gateFromReadiness, {sidecars: {log: {gate: own({})}}}), []));
});

describe('SidecarBlocksStart', () => {
  const explicit: Gate = {type: 'Probe', probe: {}};
  const cases: readonly (readonly [string, Sidecar, boolean])[] = [
    ['a startupProbe of a telemetry agent', {class: 'telemetry', gate: own({})}, true],
    ['an explicit gate for a telemetry agent', {class: 'telemetry', gate: explicit}, true],
    ['a startupProbe of an unknown product', {gate: own({})}, true],
    ['an explicit gate for an unknown product', {gate: explicit}, false],
    ['a gate on what the app needs', {class: 'dependency', gate: own({})}, false],
    ['no gate', {class: 'telemetry', gate: none}, false],
  ];
  for (const [title, log, warns] of cases) {
    it(`${warns ? 'warns of' : 'passes'} ${title}`, () => {
      assert.equal(run(sidecarBlocksStart, {sidecars: {log}}).length, warns ? 1 : 0);
    });
  }
});

describe('NoStartupGate', () => {
  const startup = (gate: SidecarRule['startup']['gate']) => ({rule: {startup: {gate, timeoutSeconds: 120}}});
  const hook = {lifecycle: {postStart: {exec: {command: ['wait']}}}};
  const cases: readonly (readonly [string, Sidecar, JsonObject, boolean])[] = [
    ['says that the app does not wait for what it needs (E3)', {class: 'dependency', gate: none}, {}, true],
    ['is silent where the policy says None', {class: 'dependency', gate: none, ...startup('None')}, {}, false],
    ['is silent where a postStart hook holds the app (E9)', {class: 'dependency', gate: none}, hook, false],
    ['is silent where there is a gate', {class: 'dependency', gate: own({})}, {}, false],
    ['is silent on telemetry', {class: 'telemetry', gate: none}, {}, false],
    ['is silent on unknown products', {gate: none}, {}, false],
  ];
  for (const [title, log, fields, says] of cases) {
    it(title, () => {
      const spec = {containers: [app, {name: 'log', ...fields}]};
      assert.equal(run(noStartupGate, {spec, sidecars: {log}}).length, says ? 1 : 0);
    });
  }
});
