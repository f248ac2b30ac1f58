import assert from 'node:assert/strict';
import {join} from 'node:path';
import type {JsonObject} from '../../../src/domain/json.ts';
import {goModules} from '../../cluster/programs/modules.ts';
import {rule} from '../../support/builders.ts';
import {BUILD_TIMEOUT_MS} from '../../support/test-builder.ts';
import {Helm} from '../helm/helm.ts';
import {KeepScene} from './keep-scene.ts';
import {generationOf, KeptWorkload} from './kept-workload.ts';

const CHART = join(import.meta.dirname, '..', '..', 'fixtures', 'helm', 'shop');
const VERSIONS = [
  {title: 'Helm 3', module: goModules.helm3, side: 'client'},
  {title: 'Helm 4', module: goModules.helm4, side: 'server'},
] as const;

for (const {title, module, side} of VERSIONS) {
  describe(`under the keep policy, ${title}`, function () {
    this.timeout(120_000);
    let scene: KeepScene;
    let helm: Helm;
    let workload: KeptWorkload;
    let converted: JsonObject;

    before(async function () {
      this.timeout(BUILD_TIMEOUT_MS);
      scene = await KeepScene.open(`keep-${title.toLowerCase().replace(' ', '-')}`);
      helm = await Helm.of(module, scene.cluster);
      workload = new KeptWorkload(scene, {kind: 'Deployment', side, name: 'shop-web'});
      await release('install');
      converted = await workload.convert([rule({names: ['fluent-bit']})]);
    });

    after(async () => {
      (helm as Helm | undefined)?.remove();
      await scene.close();
    });

    async function release(verb: string, ...more: readonly string[]): Promise<JsonObject> {
      const what = verb === 'rollback' ? ['shop', ...more] : ['shop', CHART, ...more];
      await helm.run(verb, ...what, `--namespace=${scene.namespace}`);
      return workload.get();
    }

    it('changes nothing by an unchanged upgrade', async () => {
      const after = await release('upgrade');
      assert.deepEqual(workload.spec(after), workload.spec(converted));
      assert.equal(generationOf(after), generationOf(converted));
      assert.equal(workload.record(after), workload.record(converted));
    });

    it('brings a new image, and takes it back', async () => {
      const upgraded = await release('upgrade', '--set=image=registry.example/new');
      assert.equal(workload.names(upgraded), 'web | fluent-bit*');
      assert.match(String(workload.container(upgraded, 'web')['image']), /^registry\.example\/new:/);
      const back = await release('rollback', '1');
      assert.deepEqual(workload.spec(back), workload.spec(converted));
      assert.equal(workload.record(back), workload.record(converted));
    });
  });
}
