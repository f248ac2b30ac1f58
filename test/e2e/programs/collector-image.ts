import {join} from 'node:path';
import type {Cluster} from '../../cluster/cluster.ts';
import {builtModule} from '../../cluster/programs/build-module.ts';
import {goModules} from '../../cluster/programs/modules.ts';
import {TEST_BUILDER} from '../../support/test-builder.ts';

export const COLLECTOR_IMAGE = 'outrigger.test/opentelemetry-collector:1';

/** What its makers' image runs. */
export const COLLECTOR_COMMAND = ['/otelcol', '--config=/etc/otelcol/config.yaml'] as const;

/** Puts the real OpenTelemetry Collector on the node; builds it if that was not done yet. */
export async function loadCollector(cluster: Cluster): Promise<void> {
  const source = join(await builtModule(goModules.otelCollector, TEST_BUILDER), 'otel-collector');
  await cluster.loadImage({
    name: COLLECTOR_IMAGE,
    files: [
      {path: '/otelcol', source},
      {path: '/etc/otelcol/config.yaml', content: CONFIGURATION},
    ],
    entrypoint: COLLECTOR_COMMAND,
  });
}

/** Prints the spans that it is sent; tells the kubelet when it is up. */
const CONFIGURATION = `
receivers:
  otlp:
    protocols:
      http:
        endpoint: 127.0.0.1:4318
exporters:
  debug:
    verbosity: detailed
extensions:
  health_check:
    endpoint: 0.0.0.0:13133
service:
  extensions: [health_check]
  telemetry:
    metrics:
      level: none
  pipelines:
    traces:
      receivers: [otlp]
      exporters: [debug]
`;
