import type {JsonObject} from '../../../src/domain/json.ts';

/** Something that a finalizing patch must not say besides, and what the fence answers. */
export interface IllegalStatus {
  readonly title: string;
  /** Merged into the legal patch. */
  readonly patch: JsonObject;
  readonly says: string;
}

const NOTHING_ELSE = 'Outrigger changes nothing of a pod but its phase, and this would change';
const TIME = '2026-01-01T00:00:00Z';

export const ILLEGAL_STATUSES: readonly IllegalStatus[] = [
  inMetadata('a label', 'labels', {app: 'other'}),
  inMetadata('a finalizer', 'finalizers', ['example.com/hold']),
  {
    title: "an annotation that is not Outrigger's",
    patch: {metadata: {annotations: {team: 'other'}}},
    says: 'Outrigger changes its own annotations only',
  },
  inStatus('an address', 'podIP', '192.0.2.66'),
  inStatus('the address of the node', 'hostIP', '192.0.2.66'),
  inStatus('a reason', 'reason', 'Evicted'),
  inStatus('a message', 'message', 'nothing to see'),
  inStatus('another start time', 'startTime', '2020-01-01T00:00:00Z'),
  inStatus('a nominated node', 'nominatedNodeName', 'node-2'),
  {
    title: 'the end of a container that runs',
    patch: {status: {containerStatuses: [{name: 'log', state: {running: null, terminated: {exitCode: 0}}}]}},
    says: `${NOTHING_ELSE} status.containerStatuses`,
  },
  {
    title: 'readiness',
    patch: {status: {conditions: [{type: 'Ready', status: 'True', lastTransitionTime: TIME}]}},
    says: 'Outrigger sets its own condition only',
  },
  {
    title: 'a condition that a readiness gate waits for',
    patch: {status: {conditions: [{type: 'example.com/load-balanced', status: 'True', lastTransitionTime: TIME}]}},
    says: 'Outrigger sets its own condition only',
  },
  ...['Pending', 'Running', 'Unknown'].map(phase => ({
    title: `the phase ${phase}`,
    patch: {status: {phase}},
    says: 'Outrigger sets the phases Succeeded and Failed only',
  })),
];

function inMetadata(title: string, field: string, value: unknown): IllegalStatus {
  return {title, patch: {metadata: {[field]: value}}, says: `${NOTHING_ELSE} metadata.${field}`};
}

function inStatus(title: string, field: string, value: unknown): IllegalStatus {
  return {title, patch: {status: {[field]: value}}, says: `${NOTHING_ELSE} status.${field}`};
}
