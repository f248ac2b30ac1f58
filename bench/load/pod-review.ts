import type {JsonObject} from '../../src/domain/json.ts';
import {SIDECAR} from './deployment.ts';

/** An AdmissionReview about a pod of the Deployment's with so many containers, as the API server sends it. */
export function podReview(namespace: string, deployment: string, containers: number): JsonObject {
  const hash = '5c9bb4f6d8';
  const owner = {apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${deployment}-${hash}`, uid: 'a', controller: true};
  const metadata = {
    generateName: `${deployment}-${hash}-`,
    labels: {app: deployment, 'pod-template-hash': hash},
    ownerReferences: [owner],
  };
  const names = Array.from({length: containers - 1}, (_, index) => `app-${index}`);
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
      kind: {group: '', version: 'v1', kind: 'Pod'},
      resource: {group: '', version: 'v1', resource: 'pods'},
      namespace,
      operation: 'CREATE',
      userInfo: {username: 'system:serviceaccount:kube-system:replicaset-controller'},
      object: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata,
        spec: {containers: [...names, SIDECAR].map(container), restartPolicy: 'Always', serviceAccountName: 'default'},
      },
      oldObject: null,
      dryRun: false,
      options: {apiVersion: 'meta.k8s.io/v1', kind: 'CreateOptions'},
    },
  };
}

/** As large as they are in real clusters once the API server has filled in its defaults. */
function container(name: string): JsonObject {
  return {
    name,
    image: `registry.example.com/team/${name}:1.27.0`,
    args: Array.from({length: 6}, (_, index) => `--setting-${index}=value-${index}`),
    env: Array.from({length: 10}, (_, index) => ({name: `SETTING_${index}`, value: `value-${index}`})),
    ports: [{containerPort: 8080, name: 'http', protocol: 'TCP'}],
    resources: {limits: {cpu: '1', memory: '512Mi'}, requests: {cpu: '100m', memory: '128Mi'}},
    volumeMounts: [{name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true}],
    readinessProbe: {httpGet: {path: '/ready', port: 8080, scheme: 'HTTP'}, periodSeconds: 10, timeoutSeconds: 1},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  };
}
