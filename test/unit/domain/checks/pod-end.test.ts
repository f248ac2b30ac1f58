import assert from 'node:assert/strict';
import {graceTooShort} from '../../../../src/domain/checks/grace-too-short.ts';
import {littleBenefit} from '../../../../src/domain/checks/little-benefit.ts';
import {wrapperMustGo} from '../../../../src/domain/checks/wrapper-must-go.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {given, run, type Given} from './given.ts';

describe('GraceTooShort', () => {
  const spec = (preStop: JsonObject, grace?: number): JsonObject => ({
    ...(grace !== undefined && {terminationGracePeriodSeconds: grace}),
    containers: [{name: 'app', lifecycle: {preStop}}, {name: 'log'}],
  });
  const sh = (script: string) => ({exec: {command: ['sh', '-c', script]}});
  const cases: readonly (readonly [string, JsonObject, boolean])[] = [
    ['warns where the app sleeps for all of the default 30 seconds (E15)', spec({sleep: {seconds: 30}}), true],
    ['passes a sleep that leaves some (E15)', spec({sleep: {seconds: 29}}), false],
    ['warns of a sleep command (E15)', spec({exec: {command: ['sleep', '20']}}, 20), true],
    ['warns of sleeps among other commands (E15)', spec(sh('sleep 5; nginx -s quit; sleep 1m'), 60), true],
    ['passes a longer grace period (E15)', spec(sh('sleep 20'), 60), false],
    ['passes an app without a sleep, for which nothing changes (E15)', spec(sh('nginx -s quit'), 1), false],
  ];
  for (const [title, one, warns] of cases) {
    it(title, () => assert.equal(run(graceTooShort, {spec: one}).length, warns ? 1 : 0));
  }

  it('counts what the sidecars need to end, one after the other (E15)', () => {
    const input = given({spec: spec({sleep: {seconds: 20}}), sidecars: {log: {class: 'telemetry'}}});
    const draining = (drainSeconds: number) => ({
      ...input,
      moves: input.moves.map(move => {
        const profile = {...(move.candidate.profile ?? assert.fail()), drainSeconds};
        return {...move, candidate: {...move.candidate, profile}};
      }),
    });
    assert.deepEqual(graceTooShort.check(draining(5)), []);
    const [found] = graceTooShort.check(draining(10));
    assert.match(found?.message ?? '', /sleeps 20 of the 30 seconds .* too little is left for the 10 seconds/);
  });
});

describe('LittleBenefit', () => {
  const telemetry = {log: {class: 'telemetry'}} as const;
  const cases: readonly (readonly [string, Given, boolean])[] = [
    ['warns where only the order of a log shipper changes (E18)', {sidecars: telemetry}, true],
    ['passes a CronJob, whose pods end (E18)', {kind: 'CronJob', sidecars: telemetry}, false],
    [
      'passes a bare pod that ends (E18)',
      {kind: 'Pod', sidecars: telemetry, spec: {restartPolicy: 'Never', containers: [{name: 'app'}, {name: 'log'}]}},
      false,
    ],
    ['passes what the app needs (E18)', {sidecars: {log: {class: 'dependency'}}}, false],
    ['passes a container that the catalog does not know (E18)', {}, false],
    [
      'passes a sidecar that the app waits for (E18)',
      {sidecars: {log: {class: 'telemetry', gate: {type: 'Own', probe: {}}}}},
      false,
    ],
    [
      'passes where one of several is more than order (E18)',
      {
        sidecars: {...telemetry, db: {class: 'dependency'}},
        spec: {containers: [{name: 'app'}, {name: 'log'}, {name: 'db'}]},
      },
      false,
    ],
  ];
  for (const [title, one, warns] of cases) {
    it(title, () => assert.equal(run(littleBenefit, one).length, warns ? 1 : 0));
  }
});

describe('WrapperMustGo', () => {
  const pod = (app: JsonObject, log: JsonObject = {}) => ({
    spec: {
      containers: [
        {name: 'app', ...app},
        {name: 'log', ...log},
      ],
    },
  });
  const cases: readonly (readonly [string, Given, RegExp | undefined])[] = [
    [
      'blocks an app in kubexit (E17)',
      pod({command: ['/kubexit/kubexit', 'app']}),
      /^spec\.containers\[0\]: app is wra/,
    ],
    ['blocks kubexit in a script (E17)', pod({args: ['sh', '-c', 'exec kubexit /app']}), /ends the app after a while/],
    [
      'blocks an image whose entry point is kubexit, by its settings (E17)',
      pod({env: [{name: 'KUBEXIT_BIRTH_DEPS', value: 'log'}]}),
      /wrapped in kubexit.* By its variables the sidecars are: log\.$/,
    ],
    [
      'names the sidecars that kubexit knows and no rule (E17)',
      {
        spec: {
          containers: [
            {name: 'app', command: ['kubexit', 'app'], env: [{name: 'KUBEXIT_BIRTH_DEPS', value: 'log,db'}]},
            {name: 'log'},
            {name: 'db'},
          ],
        },
      },
      /the sidecars are: log, db, and no rule of the policy makes db native\.$/,
    ],
    [
      'blocks a sidecar that kubexit ends (E17)',
      pod({}, {command: ['kubexit', 'fluent-bit']}),
      /^spec\.containers\[1\]: log .*start it again and again/,
    ],
    [
      'blocks a sidecar that watchkiller ends (E17)',
      pod({}, {env: [{name: 'KILLER_WATCH_FILE', value: '/done'}]}),
      /wrapped in watchkiller/,
    ],
    [
      'passes the app in a wrapper that does not look for containers (E17)',
      pod({command: ['scuttle', 'app']}),
      undefined,
    ],
    ['passes a program of a similar name (E17)', pod({command: ['kubexit-not', 'app']}), undefined],
  ];
  for (const [title, one, expected] of cases) {
    it(title, () => {
      const messages = run(wrapperMustGo, one);
      if (expected === undefined) assert.deepEqual(messages, []);
      else assert.match(messages.join(), expected);
    });
  }

  it('is silent where nothing is to be moved', () => {
    assert.deepEqual(run(wrapperMustGo, {...pod({command: ['kubexit']}), sidecars: {}}), []);
  });
});
