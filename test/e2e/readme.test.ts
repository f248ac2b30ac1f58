import assert from 'node:assert/strict';
import {copyFileSync, mkdirSync, readFileSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {run} from '../cluster/process/command.ts';
import {controlPlaneBinaries} from '../cluster/programs/binaries.ts';
import {installedOperator} from '../support/installed-operator.ts';
import type {Operator} from '../support/operator.ts';
import {sharedNodeCluster} from '../support/shared-node-cluster.ts';
import {TemporaryFolder} from '../support/temporary-folder.ts';
import {TEST_BUILDER} from '../support/test-builder.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const NAMESPACE = 'readme';
const SECTION = 'With Git in charge';

describe(`the section "${SECTION}" of the README`, function () {
  // The operator asks for the keep policy every two minutes.
  this.timeout(400_000);
  const folder = new TemporaryFolder();
  let operator: Operator | undefined;
  let environment: NodeJS.ProcessEnv;

  before(async () => {
    const cluster = await sharedNodeCluster();
    environment = await shellFor(cluster.kubeconfig);
    symlinkSync(join(ROOT, 'config'), join(folder.path, 'config'));
    await type(`kubectl create namespace ${NAMESPACE}`);
    await type(`kubectl config set-context --current --namespace=${NAMESPACE}`);
    operator = await installedOperator(cluster, {flags: [`--namespace=${NAMESPACE}`]});
  });

  after(async () => {
    await operator?.stop();
    await type('kubectl delete --ignore-not-found -k config/admission');
    await type(`kubectl delete namespace ${NAMESPACE} --wait=false`);
    folder.remove();
  });

  /** What the two `export` lines of `make run` do. */
  async function shellFor(admin: string): Promise<NodeJS.ProcessEnv> {
    const [bin, kubeconfig] = [join(folder.path, 'bin'), join(folder.path, 'kubeconfig')];
    copyFileSync(admin, kubeconfig);
    const {kubectl} = await controlPlaneBinaries(TEST_BUILDER);
    mkdirSync(bin);
    symlinkSync(kubectl[0], join(bin, 'kubectl'));
    return {PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: folder.path, KUBECONFIG: kubeconfig};
  }

  /** As somebody types it; answers what is printed. @throws Error when a command fails */
  async function type(commands: string): Promise<string> {
    return run(['bash', '-euo', 'pipefail', '-c', commands], {cwd: folder.path, env: environment});
  }

  async function stored(path: string): Promise<string> {
    return type(`kubectl get deployment books -o jsonpath='{${path}}'`);
  }

  it('works word by word', async () => {
    const [apply = '', turnOn = '', again = '', upgrade = '', leave = ''] = blocksOf(SECTION);
    await type(apply);
    assert.match(await type(turnOn), /^app +log-shipper$/m);
    const generation = await stored('.metadata.generation');
    const history = await type('kubectl rollout history deployment/books');
    assert.ok((await type(again)).endsWith(history));
    assert.equal(await stored('.metadata.generation'), generation);
    assert.match(await type(upgrade), /^books-\S+ +\S+busybox:2 +\S+busybox:2$/m);
    await type(leave);
    assert.equal(await stored('.spec.template.spec.containers[*].name'), 'app log-shipper');
  });
});

/** What is to be typed in a section of the README, in order. */
function blocksOf(title: string): readonly string[] {
  const [, rest = ''] = readFileSync(join(ROOT, 'README.md'), 'utf8').split(`\n## ${title}\n`);
  const [section = ''] = rest.split('\n## ');
  return [...section.matchAll(/^```sh\n(?<commands>.*?)^```$/gms)].map(({groups}) => groups?.['commands'] ?? '');
}
