import {closeSync, openSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import type {Cluster} from '../../test/cluster/cluster.ts';
import {operatorEnvironment} from '../operator/environment.ts';
import {freeAddress} from '../operator/free-address.ts';
import {OperatorProcess, type End} from '../operator/operator-process.ts';
import type {Stage} from './stage.ts';

export interface RunningOperator {
  /** Of its metrics. */
  readonly metrics: string;
  /** Path of its log. */
  readonly log: string;
  /** Resolves when somebody asks to stop; rejects when it ends before. */
  untilAskedToStop(signal: AbortSignal): Promise<void>;
}

/** Starts the operator on the cluster, and resolves when it works. */
export async function startOperator(cluster: Cluster, {cleanup, signal}: Stage): Promise<RunningOperator> {
  const log = join(cluster.directory, 'operator.log');
  const address = await freeAddress();
  const operator = startProcess(cluster.kubeconfig, address, log);
  cleanup.add('the operator', async () => operator.stop());
  const url = `http://${address}`;
  await Promise.race([untilReady(url, signal), operator.ended]);
  if (!operator.running) throw new Error(whyItEnded(await operator.ended, log));
  return {
    metrics: `${url}/metrics`,
    log,
    untilAskedToStop: async signal => {
      const end = await Promise.race([aborted(signal), operator.ended]);
      if (end !== undefined) throw new Error(whyItEnded(end, log));
    },
  };
}

function startProcess(kubeconfig: string, address: string, log: string): OperatorProcess {
  const output = openSync(log, 'a', 0o600);
  const flags = ['--kubeconfig', kubeconfig, '--metrics-address', address, '--log-format', 'pretty'];
  // The cluster is its own, and its administrator may do more than an installed Outrigger.
  flags.push('--no-leader-elect', '--admission=off');
  const operator = new OperatorProcess({flags, environment: operatorEnvironment(kubeconfig, 'Bare'), output});
  closeSync(output);
  return operator;
}

async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  while (!(await isReady(url))) await pause(200, undefined, {signal});
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return undefined;
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(undefined), {once: true}));
}

/** Its log goes with the cluster. */
function whyItEnded({code, signal}: End, log: string): string {
  const lines = readFileSync(log, 'utf8').trim().split('\n').slice(-10);
  return `The operator has ended by itself (${signal ?? `exit code ${code}`}). The end of its log:\n${lines.join('\n')}`;
}
