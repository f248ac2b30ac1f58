import assert from 'node:assert/strict';
import type {ConfigMaps} from '../../../../src/domain/facts.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {workaroundsOf, withoutWorkarounds} from '../../../../src/domain/workarounds/index.ts';
import {scriptConfigMaps} from '../../../../src/domain/workarounds/script-config-maps.ts';
import {workloadOf, type Workload} from '../../../../src/domain/workload.ts';
import {SQL_PROXY} from './stage.ts';

const QUIT = 'curl -X POST localhost:9091/quitquitquit';
const SCRIPT = `#!/bin/sh\nset -e\nmigrate up; x=$?\n${QUIT}\nexit $x\n`;

/** A Job whose app runs `command` with the volume at /scripts. */
function job(app: JsonObject, volume: JsonObject = {configMap: {name: 'scripts'}}, spec: JsonObject = {}): Workload {
  const volumeMounts = [{name: 'scripts', mountPath: '/scripts'}];
  const containers = [{name: 'app', volumeMounts, ...app}, SQL_PROXY];
  return workloadOf('Job', {
    spec: {template: {spec: {containers, volumes: [{name: 'scripts', ...volume}], ...spec}}},
  });
}

const maps = (data: JsonObject): ConfigMaps => new Map([['scripts', data]]);
const SIDECARS = new Set(['cloud-sql-proxy']);

function told(workload: Workload, configMaps: ConfigMaps = maps({'run.sh': SCRIPT})): readonly string[] {
  return workaroundsOf(workload, SIDECARS, configMaps).map(
    ({id, verdict, path, evidence}) => `${id} ${verdict} ${path}: ${evidence}`,
  );
}

const FOUND = (place: string, key = 'run.sh'): readonly string[] => [
  `W2 Advice spec.containers[0].${place}: ConfigMap scripts, ${key}:4: ${QUIT}`,
];

interface Case {
  readonly title: string;
  readonly app: JsonObject;
  readonly volume?: JsonObject;
  readonly place: string;
}

const items = [{key: 'run.sh', path: 'bin/start', mode: 0o755}];
const CASES: readonly Case[] = [
  {title: 'a shell that is given the file', app: {command: ['sh', '/scripts/run.sh']}, place: 'command[1]'},
  {
    title: 'a shell with options, and the file among the arguments',
    app: {command: ['/bin/bash', '-e', '-o', 'pipefail'], args: ['/scripts/run.sh', '-v']},
    place: 'args[0]',
  },
  {
    title: 'the file itself, made executable by defaultMode',
    app: {command: ['/scripts/run.sh']},
    volume: {configMap: {name: 'scripts', defaultMode: 0o755}},
    place: 'command[0]',
  },
  {
    title: 'a file that items have renamed',
    app: {command: ['/scripts/bin/start']},
    volume: {configMap: {name: 'scripts', items}},
    place: 'command[0]',
  },
  {
    title: 'a file of a projected volume, by its last source',
    app: {command: ['sh', '/scripts/run.sh']},
    volume: {
      projected: {sources: [{secret: {name: 's'}}, {configMap: {name: 'other'}}, {configMap: {name: 'scripts'}}]},
    },
    place: 'command[1]',
  },
  {
    title: 'a single file by subPath',
    app: {
      command: ['sh', '/opt/go'],
      volumeMounts: [{name: 'scripts', mountPath: '/opt/go', subPath: 'run.sh'}],
    },
    place: 'command[1]',
  },
  {
    title: 'a file in the working directory',
    app: {command: ['sh', './run.sh'], workingDir: '/scripts/'},
    place: 'command[1]',
  },
  {
    title: 'a script that runs the file',
    app: {command: ['sh', '-c', 'echo start && exec /scripts/run.sh'], args: []},
    place: 'command[2]',
  },
  {title: 'a script that reads the file', app: {command: ['sh', '-c', '. /scripts/run.sh']}, place: 'command[2]'},
];

describe('scripts of ConfigMaps', () => {
  for (const {title, app, volume, place} of CASES) {
    it(`are found behind ${title}`, () => assert.deepEqual(told(job(app, volume)), FOUND(place)));
  }

  const run = {command: ['sh', '/scripts/run.sh']};

  it('are advice, say why, and are never changed', () => {
    const [one] = workaroundsOf(job(run), SIDECARS, maps({'run.sh': SCRIPT}));
    assert.match(one?.message ?? '', /ends cloud-sql-proxy.* in the ConfigMap scripts, which others may use/);
    const workload = job(run);
    assert.equal(withoutWorkarounds(workload, SIDECARS), workload.template);
  });

  it('are looked at by all detectors, each place with its line', () => {
    const text = `until nc -z localhost 5432; do sleep 1; done\ntrap '${QUIT}' EXIT\n${QUIT}\njob\n${QUIT}\njob\n`;
    assert.deepEqual(
      told(job(run), maps({'run.sh': text})).map(line => line.replace(/^(\w+).*run\.sh(:\d+): .*$/, '$1$2')),
      ['W1:1', 'W2:3', 'W2:5', 'W3:2'],
    );
  });

  it('tell that a part of the template belongs to them', () => {
    const kill = job(run, undefined, {shareProcessNamespace: true});
    const [first, sharing] = workaroundsOf(kill, SIDECARS, maps({'run.sh': 'job\npkill cloud-sql-proxy\njob\n'}));
    assert.deepEqual(
      [first, sharing].map(one => [one?.id, one?.verdict, one?.path]),
      [
        ['W5', 'Advice', 'spec.containers[0].command[1]'],
        ['W5', 'Advice', 'spec.shareProcessNamespace'],
      ],
    );
    assert.match(sharing?.message ?? '', /change both by hand/);
  });

  it('change nothing about what can be taken out of the template', () => {
    const workload = job({command: ['sh', '-c', `migrate; x=$?; ${QUIT}; exit $x`]});
    assert.deepEqual(told(workload), told(workload, new Map()));
    assert.match(told(workload).join(), /^W2 Removable/);
  });

  const unseen: readonly (readonly [string, Workload, ConfigMaps?])[] = [
    ['that no command runs', job({command: ['/job'], env: [{name: 'RUN', value: '/scripts/run.sh'}]})],
    [
      'of another volume over it',
      job({...run, volumeMounts: [...mounts(), {name: 'x', mountPath: '/scripts/run.sh'}]}),
    ],
    ['whose place is only known when it runs', job({...run, volumeMounts: [{...mounts()[0], subPathExpr: '$(A)'}]})],
    ['that items leave out', job(run, {configMap: {name: 'scripts', items}})],
    ['for another interpreter', job({command: ['/scripts/run.py']}), maps({'run.py': `#!/usr/bin/python3\n${QUIT}\n`})],
    ['that are not known', job(run, {configMap: {name: 'others'}})],
    ['of a Secret', job(run, {secret: {secretName: 'scripts'}})],
  ];
  for (const [title, workload, configMaps] of unseen) {
    it(`are not: files ${title}`, () => assert.deepEqual(told(workload, configMaps), []));
  }

  it('are asked for by name', () => {
    assert.deepEqual(scriptConfigMaps(job(run)), ['scripts']);
    assert.deepEqual(scriptConfigMaps(job({command: ['/job', '--config', '/scripts/a.conf']})), []);
  });
});

function mounts(): readonly JsonObject[] {
  return [{name: 'scripts', mountPath: '/scripts'}];
}
