import {alloy} from './alloy.ts';
import {alloydbAuthProxy} from './alloydb-auth-proxy.ts';
import {appMesh} from './app-mesh.ts';
import {azureWorkloadIdentity} from './azure-workload-identity.ts';
import {cloudSqlProxy} from './cloud-sql-proxy.ts';
import {cloudwatchAgent} from './cloudwatch-agent.ts';
import {configReloader} from './config-reloader.ts';
import {consul} from './consul.ts';
import {dapr} from './dapr.ts';
import {datadog} from './datadog.ts';
import {envoy} from './envoy.ts';
import {filebeat} from './filebeat.ts';
import {fluentBit} from './fluent-bit.ts';
import {fluentd} from './fluentd.ts';
import {gcsFuse} from './gcs-fuse.ts';
import {gitSync} from './git-sync.ts';
import {istio} from './istio.ts';
import {jmxExporter} from './jmx-exporter.ts';
import {kubeRbacProxy} from './kube-rbac-proxy.ts';
import {kuma} from './kuma.ts';
import {linkerd} from './linkerd.ts';
import {nginx} from './nginx.ts';
import {oauth2Proxy} from './oauth2-proxy.ts';
import {openshiftOauthProxy} from './openshift-oauth-proxy.ts';
import {otelCollector} from './otel-collector.ts';
import type {Profile} from './profile.ts';
import {promtail} from './promtail.ts';
import {statsdExporter} from './statsd-exporter.ts';
import {vaultAgent} from './vault-agent.ts';
import {vector} from './vector.ts';
import {xRay} from './x-ray.ts';

/** Every product that a policy's `profile` can name, in alphabetical order of the ids. */
export const CATALOG: readonly Profile[] = [
  alloy,
  alloydbAuthProxy,
  appMesh,
  azureWorkloadIdentity,
  cloudSqlProxy,
  cloudwatchAgent,
  configReloader,
  consul,
  dapr,
  datadog,
  envoy,
  filebeat,
  fluentBit,
  fluentd,
  gcsFuse,
  gitSync,
  istio,
  jmxExporter,
  kubeRbacProxy,
  kuma,
  linkerd,
  nginx,
  oauth2Proxy,
  openshiftOauthProxy,
  otelCollector,
  promtail,
  statsdExporter,
  vaultAgent,
  vector,
  xRay,
];

/** The profile with this id; undefined where this version does not know it. */
export function profileById(id: string): Profile | undefined {
  return CATALOG.find(profile => profile.id === id);
}
