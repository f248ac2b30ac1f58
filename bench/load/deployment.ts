import type {JsonObject} from '../../src/domain/json.ts';

/** The container that the bench's policies move. */
export const SIDECAR = 'log-shipper';
/** MB means 10^6 bytes, kB 10^3, wherever the bench speaks. */
const APP = 'storefront';

/**
 * The manifest of a Deployment as many clusters have it: about 3 kB as JSON, and as much again in the API server with
 * defaults and managedFields. No replicas: what is measured is the operator, not kubelets.
 */
export function benchDeployment(name: string): JsonObject {
  const labels = {
    'app.kubernetes.io/name': APP,
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/version': '4.17.2',
    'app.kubernetes.io/part-of': 'shop',
    team: 'checkout',
    'cost-center': 'cc-1042',
  };
  return {
    metadata: {name, labels, annotations: {'shop.example/owner': 'checkout@shop.example', 'shop.example/tier': 'gold'}},
    spec: {
      replicas: 0,
      revisionHistoryLimit: 3,
      selector: {matchLabels: {'app.kubernetes.io/name': APP, 'app.kubernetes.io/instance': name}},
      template: {metadata: {labels, annotations: {'prometheus.io/scrape': 'true'}}, spec: podSpec(name)},
    },
  };
}

/** App and sidecar with what such pods carry. */
export function podSpec(name: string): JsonObject {
  return {
    serviceAccountName: APP,
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 45,
    securityContext: {runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001, seccompProfile: {type: 'RuntimeDefault'}},
    containers: [app(name), logShipper(name)],
    volumes: [
      {name: 'config', configMap: {name: `${name}-config`}},
      {name: 'logs', emptyDir: {sizeLimit: '512Mi'}},
      {name: 'shipper-config', configMap: {name: 'log-shipper-config'}},
      {name: 'tmp', emptyDir: {}},
    ],
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: {matchLabels: {'app.kubernetes.io/instance': name}},
      },
    ],
  };
}

function app(name: string): JsonObject {
  return {
    name: 'app',
    image: 'registry.shop.example/storefront:4.17.2',
    args: ['--listen=:8080', '--config=/etc/storefront/config.yaml', '--log-file=/var/log/app/storefront.log'],
    env: [
      {name: 'SERVICE_NAME', value: name},
      {name: 'POD_IP', valueFrom: {fieldRef: {fieldPath: 'status.podIP'}}},
      {name: 'DATABASE_URL', valueFrom: {secretKeyRef: {name: `${name}-database`, key: 'url'}}},
      {name: 'PAYMENT_ENDPOINT', value: 'http://payments.shop.svc:8080/v2/charge?retries=3&timeout=5s'},
      {name: 'FEATURE_FLAGS', value: 'new-basket,express-checkout,gift-cards'},
      {name: 'GOMEMLIMIT', value: '400MiB'},
    ],
    ports: [
      {name: 'http', containerPort: 8080},
      {name: 'metrics', containerPort: 9090},
    ],
    resources: {requests: {cpu: '250m', memory: '256Mi'}, limits: {memory: '512Mi'}},
    readinessProbe: {httpGet: {path: '/ready', port: 8080}, periodSeconds: 5},
    livenessProbe: {httpGet: {path: '/live', port: 8080}, initialDelaySeconds: 15, failureThreshold: 5},
    securityContext: LOCKED,
    volumeMounts: [
      {name: 'config', mountPath: '/etc/storefront', readOnly: true},
      {name: 'logs', mountPath: '/var/log/app'},
      {name: 'tmp', mountPath: '/tmp'},
    ],
  };
}

function logShipper(name: string): JsonObject {
  return {
    name: SIDECAR,
    image: 'registry.shop.example/log-shipper:2.9.0',
    args: ['--input=/var/log/app/*.log', '--output=https://logs.shop.example/ingest', '--buffer=64MiB'],
    env: [
      {name: 'SHIPPER_STREAM', value: name},
      {name: 'NODE_NAME', valueFrom: {fieldRef: {fieldPath: 'spec.nodeName'}}},
      {name: 'SHIPPER_TOKEN', valueFrom: {secretKeyRef: {name: 'log-shipper', key: 'token'}}},
    ],
    resources: {requests: {cpu: '50m', memory: '64Mi'}, limits: {memory: '128Mi'}},
    livenessProbe: {httpGet: {path: '/healthz', port: 2020}, periodSeconds: 20},
    lifecycle: {preStop: {exec: {command: ['/bin/sh', '-c', 'sleep 10']}}},
    securityContext: LOCKED,
    volumeMounts: [
      {name: 'logs', mountPath: '/var/log/app', readOnly: true},
      {name: 'shipper-config', mountPath: '/etc/log-shipper', readOnly: true},
    ],
  };
}

const LOCKED = {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: ['ALL']}};
