import {mutatingPolicy, mutatingPolicyBinding} from '../../../src/admission/cel/mutating-policy.ts';
import type {PolicyAndBinding} from './admission-policies.ts';

const IS_NATIVE = "object.spec.?initContainers.orValue([]).exists(c, c.?restartPolicy.orValue('') == 'Always')";

/** Takes restartPolicy from what was converted, as webhooks do that were built before native sidecars. */
export const STRIPPER = policy(
  'stripped',
  `${IS_NATIVE} ? [JSONPatch{op: 'remove', path: '/spec/initContainers/0/restartPolicy'}] : []`,
);

/** Gives the sidecar a host port, wherever it is, and puts it back: pods are not converted then, which no template shows. */
export const BLOCKER = policy(
  'stays',
  `${IS_NATIVE}
? [JSONPatch{op: 'remove', path: '/spec/initContainers/0/restartPolicy'},
   JSONPatch{op: 'add', path: '/spec/initContainers/0/ports', value: [{'containerPort': 80, 'hostPort': 80}]},
   JSONPatch{op: 'move', from: '/spec/initContainers/0', path: '/spec/containers/-'}]
: has(object.spec.containers[1].ports) ? [] :
  [JSONPatch{op: 'add', path: '/spec/containers/1/ports', value: [{'containerPort': 80, 'hostPort': 80}]}]`,
);

/** For the pods with this label `name`. */
function policy(name: string, patch: string): PolicyAndBinding {
  const metadata = {name: `test-${name}`, labels: {}, annotations: {}};
  return {
    policy: mutatingPolicy({
      metadata,
      match: {
        resourceRules: [{apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods']}],
        objectSelector: {matchLabels: {name}},
      },
      // Whichever of the two comes first, the other one is asked again.
      reinvocation: 'IfNeeded',
      conditions: [],
      variables: [],
      patch,
    }),
    binding: mutatingPolicyBinding(metadata, {
      namespaceSelector: {matchLabels: {'kubernetes.io/metadata.name': 'pod-state'}},
    }),
  };
}
