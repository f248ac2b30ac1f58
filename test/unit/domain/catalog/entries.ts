import type {JsonObject} from '../../../../src/domain/json.ts';

/** What a test says of one profile; `recognition.test.ts` runs it. */
export interface Entry {
  /** Containers as they are found, by name or image or both. */
  readonly is: readonly Sample[];
  /** Look-alikes. */
  readonly isNot: readonly Sample[];
  /** An image with another name, to be selected by `match` with this profile's knowledge. */
  readonly mirrored: string;
  /** The startup probe that the settings of a container give; undefined: none. */
  readonly gates?: readonly (readonly [title: string, fields: JsonObject, want: JsonObject | undefined])[];
}

/** `name` is `x` where only the image is meant, and the image is absent where only the name is. */
export interface Sample {
  readonly name?: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

const ping = (port: number): JsonObject => ({httpGet: {path: '/ping', port}});
const root = (port: number): JsonObject => ({httpGet: {path: '/', port}});

export const ENTRIES: Readonly<Record<string, Entry>> = {
  alloy: {
    is: [{image: 'grafana/alloy:v1.9.1'}, {name: 'alloy'}],
    isNot: [{image: 'grafana/alloy-operator:1.0'}, {name: 'alloydb-auth-proxy'}],
    mirrored: 'registry.example/observability/alloy-agent:1',
  },
  'alloydb-auth-proxy': {
    is: [{image: 'gcr.io/alloydb-connectors/alloydb-auth-proxy:1.10.1'}, {name: 'alloydb-auth-proxy'}],
    isNot: [{image: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1'}, {name: 'alloydb'}],
    mirrored: 'registry.example/google/alloydb-proxy:1',
    gates: [
      ['no health check', {}, undefined],
      ['a health check on localhost, its default', {args: ['--health-check']}, undefined],
      [
        'a health check on every address',
        {args: ['--health-check', '--http-address=0.0.0.0', '--http-port=9801']},
        {httpGet: {path: '/startup', port: 9801}},
      ],
      [
        'settings in the environment of the other proxy',
        {args: ['--http-address=::'], env: [{name: 'CSQL_PROXY_HEALTH_CHECK', value: 'true'}]},
        undefined,
      ],
      [
        'settings in its environment',
        {
          env: [
            {name: 'ALLOYDB_PROXY_HEALTH_CHECK', value: 'true'},
            {name: 'ALLOYDB_PROXY_HTTP_ADDRESS', value: '0.0.0.0'},
          ],
        },
        {httpGet: {path: '/startup', port: 9090}},
      ],
    ],
  },
  'app-mesh': {
    is: [{name: 'envoy', image: 'public.ecr.aws/appmesh/aws-appmesh-envoy:v1.29.9.0-prod'}],
    isNot: [{name: 'envoy', image: 'envoyproxy/envoy:v1.30.1'}, {name: 'envoy'}],
    mirrored: 'registry.example/aws/mesh-envoy:1',
  },
  'azure-workload-identity': {
    is: [{name: 'proxy', image: 'mcr.microsoft.com/oss/azure/workload-identity/proxy:v1.6.0'}, {name: 'azwi-proxy'}],
    isNot: [{image: 'mcr.microsoft.com/oss/azure/workload-identity/proxy-init:v1.6.0'}, {name: 'proxy'}],
    mirrored: 'registry.example/azure/azwi:1.6',
  },
  'cloud-sql-proxy': {
    is: [
      {image: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1'},
      {image: 'gcr.io/cloudsql-docker/gce-proxy:1.37.10@sha256:3f67'},
      {name: 'cloudsql-proxy'},
      {name: 'csql-default-orders'},
    ],
    isNot: [{image: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy-operator:1'}, {name: 'csql'}],
    mirrored: 'registry.example/db/sqlproxy:2',
  },
  'cloudwatch-agent': {
    is: [{image: 'public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300'}, {name: 'cwagent'}],
    isNot: [{image: 'public.ecr.aws/cloudwatch-agent/cloudwatch-agent-operator:1.0'}, {name: 'agent'}],
    mirrored: 'registry.example/aws/cw:1',
  },
  'config-reloader': {
    is: [
      {image: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.80.0'},
      {image: 'ghcr.io/jimmidyson/configmap-reload:v0.14.0'},
      {name: 'grafana-sc-dashboard', image: 'quay.io/kiwigrid/k8s-sidecar:1.28.0'},
    ],
    isNot: [{image: 'quay.io/prometheus-operator/prometheus-operator:v0.80.0'}, {name: 'reloader'}],
    mirrored: 'registry.example/tools/reload:1',
  },
  consul: {
    is: [
      {image: 'hashicorp/consul-dataplane:1.9.0'},
      {image: 'registry.connect.redhat.com/hashicorp/consul-dataplane-ubi:1.9'},
      {name: 'consul-dataplane-web'},
    ],
    isNot: [{image: 'hashicorp/consul:1.22'}, {name: 'consul'}],
    mirrored: 'registry.example/hashicorp/dataplane:1',
  },
  dapr: {
    is: [{image: 'docker.io/daprio/daprd:1.18.0'}, {name: 'daprd'}],
    isNot: [{image: 'daprio/operator:1.18.0'}, {name: 'dapr-placement-server'}],
    mirrored: 'registry.example/daprio/sidecar:1',
  },
  datadog: {
    is: [
      {image: 'gcr.io/datadoghq/agent:7'},
      {image: 'datadog/agent:7.65.0'},
      {image: 'public.ecr.aws/datadog/agent:7'},
      {name: 'datadog-agent-injected'},
    ],
    isNot: [{image: 'gcr.io/datadoghq/cluster-agent:7'}, {name: 'agent', image: 'team/agent'}],
    mirrored: 'registry.example/monitoring/dd:7',
  },
  envoy: {
    is: [
      {name: 'envoy', image: 'envoyproxy/envoy:v1.30.1'},
      {name: 'edge-envoy', image: 'docker.io/envoyproxy/envoy-distroless:v1.30.1'},
    ],
    isNot: [
      {image: 'envoyproxy/envoy:v1.30.1'},
      {name: 'envoy'},
      {name: 'envoy', image: 'public.ecr.aws/appmesh/aws-appmesh-envoy:v1.29.9.0-prod'},
      {name: 'envoy', image: 'envoyproxy/gateway:v1.4.0'},
    ],
    mirrored: 'registry.example/edge/envoy:1',
  },
  filebeat: {
    is: [
      {image: 'docker.elastic.co/beats/filebeat:9.0.1'},
      {image: 'elastic/filebeat-wolfi:9.0.1'},
      {name: 'filebeat'},
    ],
    isNot: [{image: 'docker.elastic.co/beats/metricbeat:9.0.1'}, {name: 'beat'}],
    mirrored: 'registry.example/elastic/fb:9',
  },
  'fluent-bit': {
    is: [{image: 'cr.fluentbit.io/fluent/fluent-bit:3.1'}, {name: 'fluentbit'}],
    isNot: [{image: 'fluent/fluentd:v1.17'}, {name: 'log-router'}],
    mirrored: 'registry.example/logs/shipper:3',
  },
  fluentd: {
    is: [{image: 'fluent/fluentd:v1.17'}, {image: 'fluent/fluentd-kubernetes-daemonset:v1'}, {name: 'fluentd'}],
    isNot: [{image: 'fluent/fluent-bit:3.1'}, {name: 'log-agent'}],
    mirrored: 'registry.example/logs/collector:1',
  },
  'gcs-fuse': {
    is: [
      {image: 'gke.gcr.io/gcs-fuse-csi-driver-sidecar-mounter:v1.8.2-gke.4'},
      {name: 'gke-gcsfuse-metadata-prefetch'},
    ],
    isNot: [{image: 'gke.gcr.io/gcs-fuse-csi-driver:v1.8.2'}, {name: 'gcsfuse'}],
    mirrored: 'registry.example/google/gcsfuse-mounter:1',
  },
  'git-sync': {
    is: [{image: 'registry.k8s.io/git-sync/git-sync:v4.4.0'}, {name: 'git-sync'}],
    isNot: [{image: 'team/git-sync-ui:1'}, {name: 'git'}],
    mirrored: 'registry.example/git/sync:4',
    gates: [
      ['no HTTP server', {args: ['--repo=https://git.example/shop']}, undefined],
      ['an HTTP server on every address', {args: ['--http-bind=:1234']}, root(1234)],
      ['an HTTP server on localhost', {args: ['--http-bind=localhost:1234']}, undefined],
      ['an HTTP server on localhost by IPv6', {args: ['--http-bind=[::1]:1234']}, undefined],
      ['a bind without a port', {args: ['--http-bind=0.0.0.0']}, undefined],
      ['a bind in the environment', {env: [{name: 'GITSYNC_HTTP_BIND', value: '[::]:80'}]}, root(80)],
    ],
  },
  istio: {
    is: [
      {image: 'docker.io/istio/proxyv2:1.27.0'},
      {image: 'proxyv2:1.27.0-distroless'},
      {image: 'registry.redhat.io/openshift-service-mesh/proxyv2-rhel9:3.0'},
      {image: 'r.example/istio-proxyv2-ubi9@sha256:1'},
      {name: 'istio-proxy', image: 'registry.example/mesh:1'},
    ],
    isNot: [
      {name: 'istio-proxy', image: 'auto'},
      {name: 'istio-proxy'},
      {image: 'istio/pilot:1.27.0'},
      {name: 'istio-init'},
      {image: 'team/myproxyv2:1'},
    ],
    mirrored: 'registry.example/mesh/proxy:1.27',
  },
  'jmx-exporter': {
    is: [{image: 'bitnami/jmx-exporter:1.0.1'}, {name: 'jmx-exporter'}],
    isNot: [{image: 'apache/kafka:4.0.0'}, {name: 'exporter'}],
    mirrored: 'registry.example/prom/jmx:1',
  },
  'kube-rbac-proxy': {
    is: [{image: 'quay.io/brancz/kube-rbac-proxy:v0.19.0'}, {name: 'kube-rbac-proxy-main'}],
    isNot: [{image: 'team/kube-rbac-proxy-tests:1'}, {name: 'rbac-proxy'}],
    mirrored: 'registry.example/k8s/rbac:1',
  },
  kuma: {
    is: [{image: 'docker.io/kumahq/kuma-dp:2.14.0'}, {image: 'kong/kuma-dp:2.9'}, {name: 'kuma-sidecar'}],
    isNot: [{image: 'kumahq/kuma-cp:2.14.0'}, {name: 'kuma-init'}],
    mirrored: 'registry.example/mesh/dp:2',
  },
  linkerd: {
    is: [
      {image: 'cr.l5d.io/linkerd/proxy:edge-26.5.2'},
      {image: 'ghcr.io/buoyantio/proxy:2.19'},
      {name: 'linkerd-proxy'},
    ],
    isNot: [{image: 'cr.l5d.io/linkerd/proxy-init:v2.2.1'}, {image: 'buoyantio/emojivoto-web:v10'}, {name: 'proxy'}],
    mirrored: 'registry.example/mesh/l5d:2',
  },
  nginx: {
    is: [
      {name: 'nginx-sidecar', image: 'nginx:1.29-alpine'},
      {name: 'tls-nginx', image: 'docker.io/library/nginx@sha256:aa'},
      {name: 'nginx-proxy', image: 'nginxinc/nginx-unprivileged:1.29'},
    ],
    isNot: [
      {name: 'web', image: 'nginx:1.29'},
      {name: 'nginx', image: 'nginx:1.29'},
      {name: 'nginx', image: 'team/app:1'},
      {name: 'nginx', image: 'nginx/nginx-prometheus-exporter:1.4'},
    ],
    mirrored: 'registry.example/web/front:1',
  },
  'oauth2-proxy': {
    is: [{image: 'quay.io/oauth2-proxy/oauth2-proxy:v7.12.0'}, {name: 'oauth2-proxy'}],
    isNot: [{image: 'openshift/oauth-proxy:4.4'}, {name: 'oauth-proxy'}],
    mirrored: 'registry.example/auth/proxy:7',
    gates: [
      ['its default address, localhost', {args: ['--provider=oidc']}, undefined],
      ['every address', {args: ['--http-address=0.0.0.0:4180']}, ping(4180)],
      ['an address in the environment', {env: [{name: 'OAUTH2_PROXY_HTTP_ADDRESS', value: ':80'}]}, ping(80)],
      ['an address with a scheme', {args: ['--http-address=http://127.0.0.1:4180']}, undefined],
      ['a socket', {args: ['--http-address=unix:///run/proxy.sock']}, undefined],
      ['another path for the ping', {args: ['--http-address=:4180', '--ping-path=/up']}, undefined],
      ['a redirect to HTTPS', {args: ['--http-address=:4180', '--force-https']}, undefined],
      ['more settings in a file', {args: ['--http-address=:4180', '--config=/etc/proxy.cfg']}, undefined],
    ],
  },
  'openshift-oauth-proxy': {
    is: [
      {image: 'quay.io/openshift/origin-oauth-proxy:4.14'},
      {image: 'registry.redhat.io/openshift4/ose-oauth-proxy-rhel9:v4.18'},
      {name: 'oauth-proxy'},
    ],
    isNot: [{image: 'quay.io/oauth2-proxy/oauth2-proxy:v7.12.0'}, {name: 'proxy'}],
    mirrored: 'registry.example/openshift/auth:4',
  },
  'otel-collector': {
    is: [
      {name: 'otel-collector', image: 'otel/opentelemetry-collector-contrib:0.140.0'},
      {name: 'aws-otel-collector', image: 'public.ecr.aws/aws-observability/aws-otel-collector:latest'},
      {
        name: 'otc-container',
        image: 'ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s:0.140.0',
      },
    ],
    isNot: [
      {name: 'app', image: 'otel/opentelemetry-collector:0.140.0'},
      {name: 'otel-collector', image: 'team/app:1'},
      {name: 'aws-otel-java', image: 'public.ecr.aws/aws-otel-test/aws-otel-java-spark:latest'},
    ],
    mirrored: 'registry.example/otel/agent:1',
  },
  promtail: {
    is: [{image: 'grafana/promtail:3.5.0'}, {name: 'promtail'}],
    isNot: [{image: 'grafana/loki:3.5.0'}, {name: 'loki'}],
    mirrored: 'registry.example/logs/pt:3',
  },
  'statsd-exporter': {
    is: [{image: 'prom/statsd-exporter:v0.28.0'}, {name: 'statsd-exporter'}],
    isNot: [{image: 'statsd/statsd:latest'}, {name: 'statsd'}],
    mirrored: 'registry.example/prom/statsd:1',
  },
  'vault-agent': {
    is: [
      {name: 'vault-agent', image: 'hashicorp/vault:1.19'},
      {name: 'vault-agent', image: 'registry.example/mirror/v:1', args: ['agent', '-config=/etc/vault/agent.hcl']},
      {name: 'secrets', image: 'hashicorp/vault-enterprise:1.19-ent', args: ['agent', '-config=/etc/vault/agent.hcl']},
      {
        name: 'secrets',
        image: 'vault',
        command: ['/bin/sh', '-ec'],
        args: ['vault agent -config=/home/vault/config.json'],
      },
    ],
    isNot: [
      {name: 'vault', image: 'hashicorp/vault:1.19', args: ['server', '-config=/etc/agent.hcl']},
      {name: 'vault-agent', image: 'team/app:1'},
      {name: 'metrics', image: 'team/metrics:1', args: ['agent']},
    ],
    mirrored: 'registry.example/secrets/agent:1',
  },
  vector: {
    is: [
      {image: 'timberio/vector:0.49.0-distroless-libc'},
      {image: 'docker.io/vectordotdev/vector:1'},
      {name: 'vector'},
    ],
    isNot: [{image: 'pgvector/pgvector:pg17'}, {image: 'team/vector:1'}],
    mirrored: 'registry.example/logs/vec:1',
  },
  'x-ray': {
    is: [{image: 'public.ecr.aws/xray/aws-xray-daemon:3.x'}, {name: 'xray-daemon'}],
    isNot: [{image: 'team/xray:1'}, {name: 'xray'}],
    mirrored: 'registry.example/aws/tracing:3',
  },
};
