import {WEBHOOK_SERVICE} from './admission/webhook/configuration.ts';
import {OPERATOR_NAMESPACE} from './api/constants.ts';
import type {Settings} from './config/settings.ts';
import type {Assembly} from './controllers/assemble.ts';
import {suspendedIfStopped} from './controllers/pauses.ts';
import {workloadFrom} from './controllers/views/workload-view.ts';
import {objectsAt} from './domain/json.ts';
import {isNotFound} from './kube/api-error.ts';
import type {Rest} from './kube/rest.ts';
import {sleep, type Clock} from './runtime/clock.ts';
import type {Log} from './runtime/log.ts';
import type {LogDamper} from './runtime/log-damper.ts';
import type {Metrics} from './telemetry/metrics.ts';
import {Authority} from './webhook/certificate/authority.ts';
import {CertificateSecret} from './webhook/certificate/certificate-secret.ts';
import {mountedAuthorities, mountedPair} from './webhook/certificate/mounted-pair.ts';
import {WebhookKeeper} from './webhook/webhook-keeper.ts';
import {WebhookPart} from './webhook/webhook-part.ts';

export interface WebhookContext {
  readonly assembly: Assembly;
  readonly rest: Rest;
  readonly clock: Clock;
  readonly log: Log;
  readonly damper: LogDamper;
  readonly metrics: Metrics;
}

/** What every replica serves, and what the leader keeps up to date. */
export interface Webhook {
  readonly part: WebhookPart;
  readonly keeper: WebhookKeeper;
}

/** Puts the webhook together, as the settings say; whether there is to be one shows when it is started. */
export function webhookOf(settings: Settings, context: WebhookContext): Webhook {
  const {assembly, rest, metrics, ...common} = context;
  const {state} = assembly;
  const secret = new CertificateSecret(rest);
  const folder = settings.webhookCertDir;
  const part = new WebhookPart({
    ...common,
    address: settings.webhookAddress,
    isWanted: async signal => isWanted(settings, context, signal),
    certificate:
      folder === undefined
        ? {source: `Secret ${WEBHOOK_SERVICE}`, read: async () => readSecret(secret)}
        : {source: folder, read: async () => mountedPair(folder)},
    world: {
      policiesOf: namespace => state.policiesOf(namespace).map(suspendedIfStopped),
      factsOf: namespace => state.factsOf(namespace),
      workloadOf: key => {
        const view = state.workload(key);
        return view === undefined ? undefined : workloadFrom(view);
      },
    },
    synced: async () => void (await Promise.all(assembly.sources.map(async source => source.settled()))),
    inform: assembly.inform,
    metrics: metrics.admission,
    served: () => keeper.hurry(),
  });
  const authority = new Authority({...common, secret, hosts: [...SERVICE_HOSTS, ...(settings.webhookHosts ?? [])]});
  const keeper = new WebhookKeeper({
    ...common,
    rest,
    authorities: async told => {
      const known =
        folder === undefined
          ? await authority.settle(told)
          : await mountedAuthorities(folder, {told, now: context.clock.now()});
      await part.refresh();
      return known;
    },
    policies: () => state.allPolicies(),
    isWanted: () => part.isWanted,
    isServing: () => part.isServing,
    learn: ready => assembly.learnWebhook(ready),
  });
  return {part, keeper};
}

const SERVICE_HOSTS = [
  `${WEBHOOK_SERVICE}.${OPERATOR_NAMESPACE}.svc`,
  `${WEBHOOK_SERVICE}.${OPERATOR_NAMESPACE}.svc.cluster.local`,
];

/** Undefined where it is not installed; the leader says so. */
async function readSecret(secret: CertificateSecret) {
  try {
    return (await secret.read()).material?.current;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

const ASKED_AGAIN = 2000;

/** Whoever may look at one namespace only, or only tries, answers nobody. */
async function isWanted(
  {admission, namespace, dryRun}: Settings,
  {rest, clock}: WebhookContext,
  signal: AbortSignal,
): Promise<boolean> {
  if (namespace !== undefined || dryRun || admission === 'policy' || admission === 'off') return false;
  if (admission === 'webhook') return true;
  while (!signal.aborted) {
    const served = await policiesServed(rest);
    if (served !== undefined) return !served;
    await sleep(clock, ASKED_AGAIN, signal);
  }
  return false;
}

/** Whether the API server has admission policies of its own that change objects; undefined: it does not answer. */
async function policiesServed(rest: Pick<Rest, 'get'>): Promise<boolean | undefined> {
  try {
    const group = await rest.get('/apis/admissionregistration.k8s.io/v1');
    return objectsAt(group, 'resources').some(resource => resource['name'] === 'mutatingadmissionpolicies');
  } catch {
    return undefined;
  }
}
