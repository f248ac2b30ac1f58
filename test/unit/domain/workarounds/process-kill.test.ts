import assert from 'node:assert/strict';
import {cleaned, cleanedScript, found, told, type Stage} from './stage.ts';

const shared = {shareProcessNamespace: true};
const sidecar = {name: 'sql', image: 'gce-proxy:1.33', command: ['/cloud_sql_proxy', '-instances=a']};

describe('W5: kills through shared processes', () => {
  for (const kill of ['pkill cloud_sql_proxy', 'killall -INT /cloud_sql_proxy', 'kill $(pidof cloud_sql_proxy)']) {
    it(`go with the sharing: ${kill}`, () => {
      const stage: Stage = {script: `populate\n${kill}\n`, sidecar, spec: shared};
      assert.equal(cleanedScript(stage), 'populate\n');
      assert.equal('shareProcessNamespace' in cleaned(stage).spec, false);
      assert.deepEqual(told(stage, 'W5'), [`Removable: ${kill}`, 'Removable: shareProcessNamespace: true']);
    });
  }

  const users: readonly (readonly [string, Stage])[] = [
    ['a script that looks at processes', {script: 'ps aux; populate; pkill cloud_sql_proxy; ps aux'}],
    ['a debugger', {others: [{name: 'debug', securityContext: {capabilities: {add: ['SYS_PTRACE']}}}]}],
    ['Vault’s reloads', {metadata: {annotations: {'vault.hashicorp.com/agent-inject': 'true'}}}],
    ['the Datadog agent', {others: [{name: 'dd', image: 'gcr.io/datadoghq/agent:7'}]}],
  ];
  for (const [title, more] of users) {
    it(`keep the sharing for ${title}`, () => {
      const stage: Stage = {script: 'populate; pkill cloud_sql_proxy', sidecar, spec: shared, ...more};
      assert.equal(cleaned(stage).spec['shareProcessNamespace'], true);
      assert.doesNotMatch(String(cleanedScript(stage)), /pkill/);
      assert.equal(found(stage, 'W5').at(-1)?.verdict, 'Advice');
    });
  }

  it('are advice while the sidecar is classic', () => {
    const stage: Stage = {script: 'populate; pkill cloud_sql_proxy', sidecar, spec: shared, sidecars: []};
    assert.deepEqual(
      found(stage, 'W5').map(({verdict}) => verdict),
      ['Advice', 'Advice'],
    );
  });

  for (const script of ['serve & PID=$!; sleep 5; kill $PID', 'pkill -HUP cloud_sql_proxy; work', 'pkill java; work']) {
    it(`are not: ${script}`, () => assert.deepEqual(told({script, sidecar, spec: shared}, 'W5'), []));
  }

  it('are not: a kill among own processes', () => {
    assert.deepEqual(told({script: 'pkill cloud_sql_proxy; work', sidecar}, 'W5'), []);
  });
});
