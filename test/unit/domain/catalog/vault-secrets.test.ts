import assert from 'node:assert/strict';
import {renderedSecrets} from '../../../../src/domain/catalog/vault-secrets.ts';
import {NO_FACTS} from '../../../../src/domain/facts.ts';
import {objectsAt, sameJson, type JsonObject} from '../../../../src/domain/json.ts';
import {plan} from '../../../../src/domain/plan.ts';
import {revert} from '../../../../src/domain/revert.ts';
import {container, podSpec, policy, rule, workload} from '../../../support/builders.ts';
import {withRecord} from '../../../support/with-record.ts';

const PREFIX = 'vault.hashicorp.com/agent-inject';
const MOUNT = {volumeMounts: [{name: 'vault-secrets', mountPath: '/vault/secrets'}]};

const command = (...words: readonly string[]): JsonObject => ({exec: {command: words}});

const CASES: readonly (readonly [
  title: string,
  annotations: Readonly<Record<string, string>>,
  probe: JsonObject | undefined,
])[] = [
  ['a secret', {'-secret-db.json': 'kv/db'}, command('test', '-s', '/vault/secrets/db.json')],
  [
    'a secret with capitals, which the injector lowers',
    {'-secret-DB': 'kv/db'},
    command('test', '-s', '/vault/secrets/db'),
  ],
  [
    'a secret with a file of its own',
    {'-secret-db': 'kv/db', '-file-db': 'Db.env'},
    command('test', '-s', '/vault/secrets/Db.env'),
  ],
  [
    'several, all of them, in one order',
    {'-secret-b': 'kv/b', '-secret-a': 'kv/a', '-template-a': '{{ x }}'},
    command('sh', '-c', 'test -s /vault/secrets/a && test -s /vault/secrets/b'),
  ],
  [
    'a file name that a shell would take apart',
    {'-secret-a': 'kv/a', '-secret-b': 'kv/b', '-file-b': "it's b; x"},
    command('sh', '-c', `test -s /vault/secrets/a && test -s '/vault/secrets/it'\\''s b; x'`),
  ],
  [
    'what only a template names, in the annotation or in a file',
    {'-template-a': '{{ x }}', '-template-file-b': '/etc/b.tpl', '-secret-c': ' '},
    command('sh', '-c', 'test -s /vault/secrets/a && test -s /vault/secrets/b'),
  ],
  ['no secret', {}, undefined],
];

describe('the gate of a Vault agent that an injector has added', () => {
  for (const [title, annotations, probe] of CASES) {
    it(`waits for ${title}`, () => {
      const all = Object.entries({'': 'true', ...annotations}).map(([key, value]) => [PREFIX + key, value]);
      assert.deepEqual(renderedSecrets(MOUNT, Object.fromEntries(all) as Record<string, string>), probe);
    });
  }

  it('asks where the secrets are', () => {
    const annotations = {
      [PREFIX]: 'true',
      [`${PREFIX}-secret-A`]: 'kv/a',
      'vault.hashicorp.com/preserve-secret-case': 'true',
      'vault.hashicorp.com/secret-volume-path-A': '/etc/keys/',
    };
    const mounted = {volumeMounts: [{mountPath: '/etc/keys'}]};
    assert.deepEqual(renderedSecrets(mounted, annotations), command('test', '-s', '/etc/keys/A'));
    assert.equal(renderedSecrets(MOUNT, annotations), undefined, 'the container does not see them');
  });

  it('is none where the injector is not asked', () => {
    const secret = {[`${PREFIX}-secret-a`]: 'kv/a'};
    for (const asked of [{}, {[PREFIX]: 'false'}])
      assert.equal(renderedSecrets(MOUNT, {...secret, ...asked}), undefined);
  });

  it('is set by a conversion, stays where it is, and goes with the way back', () => {
    const agent = container('vault-agent', {image: 'hashicorp/vault:1.20', args: ['vault agent'], ...MOUNT});
    const annotations = {[`${PREFIX}-status`]: 'injected', [`${PREFIX}-secret-db`]: 'kv/db'};
    const before = workload('Deployment', podSpec([container('app'), agent]), {template: {annotations}});
    const by = policy({sidecars: [rule({profile: 'vault-agent'})], acknowledge: ['InjectedProxy']});
    const decision = plan(before, by, NO_FACTS);
    assert.ok(decision.type === 'Convert', decision.type);
    const {spec, record} = decision.conversion;
    assert.deepEqual(objectsAt(spec, 'initContainers')[0]?.['startupProbe'], {
      ...command('test', '-s', '/vault/secrets/db'),
      periodSeconds: 1,
      failureThreshold: 120,
    });
    assert.ok(!decision.findings.some(({code}) => code === 'NoStartupGate'));
    assert.deepEqual(plan(withRecord(before, decision.conversion), by, NO_FACTS), {
      type: 'AlreadyNative',
      findings: [],
    });
    assert.ok(sameJson(revert(spec, record).spec, before.template.spec));
  });
});
