import type {Operation} from '../../domain/decision.ts';
import {objectsAt, sameJson, stringAt, valueAt, type JsonObject} from '../../domain/json.ts';
import {POD_WEBHOOK, webhookConfiguration} from './configuration.ts';

/** What only a running Outrigger knows. */
export interface Known {
  /** PEM of the authorities; undefined: somebody else writes them (cert-manager). */
  readonly bundle: string | undefined;
  /** CEL: of which pods it wants to hear. */
  readonly candidates: string;
}

/** The operations that bring a stored configuration up to date; each is sure that it is about the webhook it names. */
export function settlingOperations(stored: JsonObject, {bundle, candidates}: Known): readonly Operation[] {
  const conditions = [{name: 'is-candidate', expression: candidates}];
  return objectsAt(stored, 'webhooks').flatMap((webhook, index): readonly Operation[] => {
    const path = `/webhooks/${index}`;
    const changes: Operation[] = [];
    if (bundle !== undefined && bundleIn(webhook) !== bundle) {
      changes.push({op: 'add', path: `${path}/clientConfig/caBundle`, value: Buffer.from(bundle).toString('base64')});
    }
    if (webhook['name'] === POD_WEBHOOK && !sameJson(webhook['matchConditions'], conditions)) {
      changes.push({op: 'add', path: `${path}/matchConditions`, value: conditions});
    }
    return changes.length === 0 ? [] : [{op: 'test', path: `${path}/name`, value: webhook['name']}, ...changes];
  });
}

/**
 * Whether a stored configuration is the one that this version ships, but for what Outrigger adds to it, how long is waited,
 * and where the webhook is. Another one may leave out what should be kept, so it counts as none.
 */
export function isAsShipped(stored: JsonObject): boolean {
  if (valueAt(stored, 'metadata', 'deletionTimestamp') !== undefined) return false;
  return sameJson(essence(stored), essence(webhookConfiguration()));
}

/** The authorities that every webhook of the configuration trusts; empty where one trusts none. */
export function toldBundle(stored: JsonObject): string {
  const bundles = objectsAt(stored, 'webhooks').map(bundleIn);
  const [first = ''] = bundles;
  return bundles.every(each => each === first) ? first : '';
}

function bundleIn(webhook: JsonObject): string {
  return Buffer.from(stringAt(webhook, 'clientConfig', 'caBundle') ?? '', 'base64').toString('utf8');
}

function essence(configuration: JsonObject): readonly JsonObject[] {
  return objectsAt(configuration, 'webhooks').map(webhook => {
    const {clientConfig: _, timeoutSeconds: __, matchConditions, ...rest} = webhook;
    return {...rest, ...(webhook['name'] !== POD_WEBHOOK && {matchConditions})};
  });
}
