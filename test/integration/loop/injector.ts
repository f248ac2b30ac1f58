import type {Cluster} from '../../cluster/cluster.ts';

/**
 * Does to the pods of a namespace what Istio's webhook does, as far as it matters here. Pods with the label
 * `injector: old` get a classic proxy whatever the annotation says, those with `injector: default` always a native one.
 */
export async function injectorIn(cluster: Cluster, namespace: string): Promise<void> {
  await cluster.kubectl(['apply', '--filename=-'], JSON.stringify(objects(namespace)));
}

export async function removeInjector(cluster: Cluster, namespace: string): Promise<void> {
  await cluster.kubectl(['delete', '--filename=-'], JSON.stringify(objects(namespace)));
}

const PROXY = "name: 'istio-proxy', image: 'registry.example/proxyv2:1.27.0'";
const NATIVE = `JSONPatch{op: 'add', path: '/spec/initContainers/-', value: Object.spec.initContainers{${PROXY}, restartPolicy: 'Always'}}`;
const CLASSIC = `JSONPatch{op: 'add', path: '/spec/containers/-', value: Object.spec.containers{${PROXY}}}`;
const LIST = "JSONPatch{op: 'add', path: '/spec/initContainers', value: []}";

function objects(namespace: string): object {
  const name = `test-injector-${namespace}`;
  const version = "object.metadata.?labels[?'injector'].orValue('')";
  const told = "object.metadata.?annotations[?'sidecar.istio.io/nativeSidecar'].orValue('') == 'true'";
  const isNative = `${version} == 'default' || (${version} != 'old' && ${told})`;
  const patches = `${isNative} ? (has(object.spec.initContainers) ? [] : [${LIST}]) + [${NATIVE}] : [${CLASSIC}]`;
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingAdmissionPolicy',
        metadata: {name},
        spec: {
          failurePolicy: 'Fail',
          reinvocationPolicy: 'Never',
          matchConstraints: {
            resourceRules: [{apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods']}],
            namespaceSelector: {matchLabels: {'kubernetes.io/metadata.name': namespace}},
            objectSelector: {matchLabels: {'sidecar.istio.io/inject': 'true'}},
          },
          mutations: [{patchType: 'JSONPatch', jsonPatch: {expression: patches}}],
        },
      },
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingAdmissionPolicyBinding',
        metadata: {name},
        spec: {policyName: name},
      },
    ],
  };
}
