import assert from 'node:assert/strict';
import {cloudSqlProxy} from '../../../../src/domain/catalog/cloud-sql-proxy.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {select} from '../../../../src/domain/select.ts';
import {container, podSpec, rule} from '../../../support/builders.ts';

const probeOf = (fields: JsonObject): unknown => cloudSqlProxy.startupProbe?.(container('proxy', fields), {});
const startup = (port: number): JsonObject => ({httpGet: {path: '/startup', port}});
const env = (values: Record<string, string>): JsonObject => ({
  env: Object.entries(values).map(([name, value]) => ({name, value})),
});

describe('profile cloud-sql-proxy', () => {
  const cases: readonly [title: string, fields: JsonObject, want: unknown][] = [
    ['no health check', {args: ['shop:europe:db']}, undefined],
    ['a health check on localhost, its default', {args: ['--health-check']}, undefined],
    ['a health check on every address', {args: ['--health-check', '--http-address=0.0.0.0']}, startup(9090)],
    [
      'values as words of their own',
      {args: ['--health-check', '--http-address', '0.0.0.0', '--http-port', '9801']},
      startup(9801),
    ],
    ['flags in the command', {command: ['/cloud-sql-proxy', '--health-check', '--http-address=::']}, startup(9090)],
    ['one dash', {args: ['-health-check', '-http-address=0.0.0.0']}, startup(9090)],
    ['a health check that is switched off', {args: ['--health-check=false', '--http-address=0.0.0.0']}, undefined],
    [
      'a health check that is switched on in words',
      {args: ['--health-check=TRUE', '--http-address=0.0.0.0']},
      startup(9090),
    ],
    [
      'the last of two flags',
      {args: ['--health-check', '--http-address=0.0.0.0', '--http-address=127.0.0.1']},
      undefined,
    ],
    ['localhost by name', {args: ['--health-check', '--http-address=localhost']}, undefined],
    ['localhost by its IPv6 address', {args: ['--health-check', '--http-address=::1']}, undefined],
    ['an address of one interface', {args: ['--health-check', '--http-address=10.0.0.1']}, startup(9090)],
    [
      'the last of two variables of one name',
      {env: ['false', 'true'].map(value => ({name: 'CSQL_PROXY_HEALTH_CHECK', value})), args: ['--http-address=::']},
      startup(9090),
    ],
    [
      'a reference to the last of two variables',
      {env: ['::1', '::'].map(value => ({name: 'A', value})), args: ['--health-check', '--http-address=$(A)']},
      startup(9090),
    ],
    ['the lowest port', {args: ['--health-check', '--http-address=::', '--http-port=1']}, startup(1)],
    ['the highest port', {args: ['--health-check', '--http-address=::', '--http-port=65535']}, startup(65535)],
    ['port 0', {args: ['--health-check', '--http-address=::', '--http-port=0']}, undefined],
    [
      'a port that only the cluster knows',
      {args: ['--health-check', '--http-address=::', '--http-port=$(P)']},
      undefined,
    ],
    ['a port that is no number', {args: ['--health-check', '--http-address=0.0.0.0', '--http-port=http']}, undefined],
    [
      'a port that does not exist',
      {args: ['--health-check', '--http-address=0.0.0.0', '--http-port=70000']},
      undefined,
    ],
    ['a flag whose name only begins alike', {args: ['--health-checks', '--http-address=0.0.0.0']}, undefined],
    ['the word without dashes', {args: ['health-check', '--http-address=0.0.0.0']}, undefined],
    ['flags inside a shell command', {command: ['sh', '-c', 'proxy --health-check --http-address=0.0.0.0']}, undefined],
    [
      'settings in the environment',
      env({CSQL_PROXY_HEALTH_CHECK: 'true', CSQL_PROXY_HTTP_ADDRESS: '0.0.0.0', CSQL_PROXY_HTTP_PORT: '9801'}),
      startup(9801),
    ],
    [
      'a flag that overrules the environment',
      {
        args: ['--http-port=9802'],
        ...env({CSQL_PROXY_HEALTH_CHECK: '1', CSQL_PROXY_HTTP_ADDRESS: '::', CSQL_PROXY_HTTP_PORT: '1'}),
      },
      startup(9802),
    ],
    ['an environment that says no', env({CSQL_PROXY_HEALTH_CHECK: 'false', CSQL_PROXY_HTTP_ADDRESS: '::'}), undefined],
    [
      'a reference to a variable of the manifest',
      {args: ['--health-check', '--http-address=$(ADDRESS)'], ...env({ADDRESS: '0.0.0.0'})},
      startup(9090),
    ],
    ['a reference to a variable that is not there', {args: ['--health-check', '--http-address=$(ADDRESS)']}, undefined],
    [
      'a value that only the cluster knows',
      {
        args: ['--health-check'],
        env: [{name: 'CSQL_PROXY_HTTP_ADDRESS', valueFrom: {fieldRef: {fieldPath: 'status.podIP'}}}],
      },
      undefined,
    ],
    ['version 1 with its health check', {command: ['/cloud_sql_proxy', '-use_http_health_check']}, startup(8090)],
    [
      'version 1 with a port',
      {command: ['/cloud_sql_proxy', '--use_http_health_check', '-health_check_port=1234']},
      startup(1234),
    ],
    ['version 1 without', {command: ['/cloud_sql_proxy', '-instances=a=tcp:5432']}, undefined],
    ['args and env of the wrong type', {args: {}, env: 'CSQL_PROXY_HEALTH_CHECK'}, undefined],
  ];
  for (const [title, fields, want] of cases) {
    it(`${want === undefined ? 'has no gate' : 'has a gate'} with ${title}`, () => {
      assert.deepEqual(probeOf(fields), want);
    });
  }

  const images: readonly [image: string, want: boolean][] = [
    ['gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1', true],
    ['eu.gcr.io/cloud-sql-connectors/cloud-sql-proxy@sha256:aa', true],
    ['cloud-sql-connectors/cloud-sql-proxy', true],
    ['gcr.io/cloudsql-docker/gce-proxy:1.33.0', true],
    ['gcr.io/cloud-sql-connectors/cloud-sql-proxy-operator:1', false],
    ['gcr.io/team/app', false],
  ];
  for (const [image, want] of images) {
    it(`${want ? 'knows' : 'does not know'} the image ${image}`, () => {
      const {candidates} = select(podSpec([container('x', {image})]), [rule({profile: 'cloud-sql-proxy'})]);
      assert.equal(candidates.length === 1, want);
    });
  }
});
