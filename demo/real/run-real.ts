import {Rest} from '../../src/kube/rest.ts';
import {loadSession} from '../../src/kube/load-session.ts';
import type {Policy} from '../../src/domain/policy.ts';
import {operatorEnvironment} from '../operator/environment.ts';
import {freeAddress} from '../operator/free-address.ts';
import {OperatorProcess} from '../operator/operator-process.ts';
import type {Request} from '../request.ts';
import {checkCluster} from './check-cluster.ts';
import {askToGoOn} from './consent.ts';
import {checkContext} from './contexts.ts';

type RealRequest = Extract<Request, {type: 'Real'}>;

/** The operator on somebody's cluster, after they have agreed; answers its exit code. */
export async function runReal(request: RealRequest, signal: AbortSignal): Promise<number> {
  const {kubeconfig, context} = request;
  checkContext(kubeconfig, context);
  const session = loadSession({kubeconfig, context}, {userAgent: 'outrigger-demo'});
  try {
    for (const line of introduction(context, session.server)) say(line);
    if (request.consent === 'Ask' && (await askToGoOn(signal)) === 'No') {
      say('Nothing was started.');
      return 0;
    }
    const kubectl = `kubectl --kubeconfig ${kubeconfig} --context ${context}`;
    for (const line of summary(await checkCluster(new Rest(session), kubectl))) say(line);
  } finally {
    await session.close();
  }
  return runOperator(request, signal);
}

async function runOperator({kubeconfig, context}: RealRequest, signal: AbortSignal): Promise<number> {
  if (signal.aborted) return 0;
  const flags = ['--kubeconfig', kubeconfig, '--context', context];
  const address = process.env['OUTRIGGER_METRICS_ADDRESS'] ? [] : ['--metrics-address', await freeAddress()];
  // Whoever may do everything has not asked for policies that stay when this ends.
  const admission = process.env['OUTRIGGER_ADMISSION'] ? [] : ['--admission=off'];
  const environment = operatorEnvironment(kubeconfig, 'FromShell');
  const operator = new OperatorProcess({flags: [...flags, ...address, ...admission], environment, output: 'inherit'});
  signal.addEventListener('abort', () => void operator.stop(signal.reason as NodeJS.Signals));
  const {code} = await operator.ended;
  return code ?? 1;
}

function introduction(context: string, server: string): readonly string[] {
  return [
    'This runs Outrigger on a real cluster:',
    `  context  ${context}`,
    `  server   ${server}`,
    'With the permissions of that context it does what the SidecarPolicies there',
    'say. Those with mode Enforce change the pod templates of workloads, which',
    'restarts their pods, and finish stuck Jobs; those with mode Audit only report.',
    'It installs nothing: no CRDs, no samples. Ctrl-C ends it, and what it has',
    'converted stays converted.',
  ];
}

function summary(policies: readonly Policy[]): readonly string[] {
  if (policies.length === 0) return ['There is no policy yet, so there is nothing to do until one is created.', ''];
  return ['Policies:', ...policies.map(line), ''];
}

function line({kind, key, conversion, jobs, suspend}: Policy): string {
  return `  ${kind} ${key}: conversion ${conversion.mode}, jobs ${jobs.mode}${suspend ? ', suspended' : ''}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
