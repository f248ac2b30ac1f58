import {mkdir, symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {styleText} from 'node:util';
import type {Cluster} from '../../test/cluster/cluster.ts';
import {controlPlaneBinaries} from '../../test/cluster/programs/binaries.ts';
import type {RunningOperator} from './start-operator.ts';

/** Where to look, and what to type next. Commands begin at the margin, for whoever copies them line by line. */
export async function hintsFor(cluster: Cluster, operator: RunningOperator): Promise<readonly string[]> {
  const folder = await linkKubectl(cluster.directory);
  return [
    `Metrics       ${operator.metrics}`,
    `Operator log  ${operator.log}`,
    dim('In another terminal:'),
    command(`export KUBECONFIG=${cluster.kubeconfig}`),
    command(`export PATH=${folder}:$PATH`),
    command('kubectl get scp', 'what the policies say'),
    command('kubectl describe deploy forwarder', 'why it is blocked: see the Events'),
    command(`kubectl patch scp reports --type merge -p 'spec: {conversion: {mode: Enforce}}'`),
    command('kubectl delete scp shop', 'puts all of its workloads back'),
    dim('Ctrl-C stops all of it and leaves nothing behind.'),
  ];
}

/** The embedded kubectl under a path that fits on a line. */
async function linkKubectl(directory: string): Promise<string> {
  const folder = join(directory, 'bin');
  await mkdir(folder);
  const {kubectl} = await controlPlaneBinaries({progress: () => undefined, signal: new AbortController().signal});
  await symlink(kubectl[0], join(folder, 'kubectl'));
  return folder;
}

function command(text: string, remark?: string): string {
  return `${styleText('bold', text)}${remark === undefined ? '' : dim(`  # ${remark}`)}`;
}

function dim(text: string): string {
  return styleText('dim', text);
}
