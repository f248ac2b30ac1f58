import {FIELD_MANAGER, RECORD_ANNOTATION} from '../../api/constants.ts';
import type {JsonObject} from '../../domain/json.ts';
import {mutatingPolicy, mutatingPolicyBinding, type PolicyMetadata} from '../cel/mutating-policy.ts';
import {jsonPatchOf} from '../cel/operation.ts';
import {dedent, type Variable} from '../cel/variable.ts';
import {arrivals} from './arrivals.ts';
import {departed} from './departed.ts';
import {gates} from './gates.ts';
import {hooks} from './hooks.ts';
import {merges} from './merges.ts';
import {moves} from './moves.ts';
import {places} from './places.ts';
import {records} from './records.ts';
import {seats} from './seats.ts';
import {MANAGER, sender} from './sender.ts';

/** Name of the policy and of its binding. */
export const KEEP_POLICY = 'outrigger-keep';

const METADATA: PolicyMetadata = {
  name: KEEP_POLICY,
  // On all that belongs to it; one `kubectl delete --selector` finds it.
  labels: {'app.kubernetes.io/name': 'outrigger', 'app.kubernetes.io/component': 'admission'},
  annotations: {
    'kubernetes.io/description':
      'What Outrigger has converted stays converted when the old manifest is applied again. It goes by the record on the workload alone.',
  },
};

/**
 * The keep policy: `keep` in src/domain/keep/ said in CEL, so that the API server does it while nothing of Outrigger
 * runs. Static: it holds no rule of any SidecarPolicy. With every default written out, so that what is stored can be
 * compared. An update that it cannot take is refused by the API server itself: a name would be there twice.
 */
export function keepPolicy(): JsonObject {
  return mutatingPolicy({
    metadata: METADATA,
    match: {
      namespaceSelector: {},
      objectSelector: {},
      resourceRules: [
        updatesOf('apps', ['deployments', 'statefulsets', 'daemonsets']),
        updatesOf('batch', ['cronjobs']),
      ],
    },
    // A second run would read the stored record again, and undo the entries that the first has written.
    reinvocation: 'Never',
    conditions: [
      {name: 'is-converted', expression: `oldObject.metadata.?annotations[?'${RECORD_ANNOTATION}'].hasValue()`},
      // Conversions and reversions. Any client may use the name: a way out, and no boundary.
      {name: 'is-not-outrigger', expression: `${MANAGER} != '${FIELD_MANAGER}'`},
    ],
    variables: variables(),
    patch: dedent(jsonPatchOf(`(${OPERATIONS.join(' + ')})`)),
  });
}

/** Binds the policy to everything. */
export function keepBinding(): JsonObject {
  return mutatingPolicyBinding(METADATA, {});
}

/** Later ones use earlier ones. */
function variables(): readonly Variable[] {
  return [places, arrivals, sender, departed, merges, gates, hooks, seats, records, moves].flatMap(part => part());
}

/** In this order: up to the moves, indexes are those of what was sent. */
const OPERATIONS = [
  'listOperations',
  'mergeOperations',
  'restartOperations',
  'gateOperations',
  'hookOperations',
  'outOperations',
  'moveOperations',
  'markOperations',
].map(name => `variables.${name}`);

function updatesOf(group: string, resources: readonly string[]): JsonObject {
  return {apiGroups: [group], apiVersions: ['v1'], operations: ['UPDATE'], resources, scope: '*'};
}
