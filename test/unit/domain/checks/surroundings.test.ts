import assert from 'node:assert/strict';
import {controllerOwned} from '../../../../src/domain/checks/controller-owned.ts';
import {defaultContainer} from '../../../../src/domain/checks/default-container.ts';
import {hostPort} from '../../../../src/domain/checks/host-port.ts';
import {injectedProxy} from '../../../../src/domain/checks/injected-proxy.ts';
import {namedPort} from '../../../../src/domain/checks/named-port.ts';
import {podFailurePolicy} from '../../../../src/domain/checks/pod-failure-policy.ts';
import {preStopExits} from '../../../../src/domain/checks/pre-stop-exits.ts';
import type {PortReference} from '../../../../src/domain/facts.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {run} from './given.ts';

const withLog = (log: JsonObject, rest: JsonObject = {}) => ({
  containers: [{name: 'app'}, {name: 'log', ...log}],
  ...rest,
});

describe('HostPort', () => {
  it('blocks a host port, which the scheduler does not see on native sidecars (E26)', () => {
    const [message] = run(hostPort, {spec: withLog({ports: [{containerPort: 1}, {containerPort: 2, hostPort: 2}]})});
    assert.match(message ?? '', /^spec\.containers\[1\]\.ports\[1\]: /);
  });

  it('blocks any port with hostNetwork, where it is a host port (E26)', () => {
    assert.equal(run(hostPort, {spec: withLog({ports: [{containerPort: 1}]}, {hostNetwork: true})}).length, 1);
  });

  it('passes hostNetwork without ports (E26)', () =>
    assert.deepEqual(run(hostPort, {spec: withLog({}, {hostNetwork: true})}), []));

  it('passes ports of the pod alone (E26)', () =>
    assert.deepEqual(run(hostPort, {spec: withLog({ports: [{containerPort: 1, hostPort: 0}]})}), []));

  it('passes host ports of containers that stay (E26)', () => {
    assert.deepEqual(run(hostPort, {spec: {containers: [{name: 'app', ports: [{hostPort: 1}]}, {name: 'log'}]}}), []);
  });
});

describe('NamedPort', () => {
  const service: PortReference = {
    kind: 'Service',
    name: 'shop',
    selector: {matchLabels: {app: 'shop'}},
    ports: ['metrics'],
  };
  const spec = withLog({ports: [{name: 'metrics', containerPort: 2020}]});
  const labels = {app: 'shop', tier: 'web'};
  const cases: readonly (readonly [string, PortReference, number | undefined, boolean])[] = [
    ['blocks a Service that names the port, before 1.32 (E25)', service, 31, true],
    ['passes on 1.32, which finds it (E25)', service, 32, false],
    ['blocks where the server may be that old (E25)', service, undefined, true],
    ['blocks a NetworkPolicy that names the port (E25)', {...service, kind: 'NetworkPolicy', selector: {}}, 31, true],
    [
      'passes a Service that selects other pods (E25)',
      {...service, selector: {matchLabels: {app: 'other'}}},
      31,
      false,
    ],
    ['passes a Service without a selector, which selects nothing (E25)', {...service, selector: {}}, 31, false],
    ['passes another port name (E25)', {...service, ports: ['http']}, 31, false],
  ];
  for (const [title, reference, minor, blocks] of cases) {
    it(title, () => {
      const facts = {portReferences: [reference], ...(minor !== undefined && {server: {major: 1, minor}})};
      const messages = run(namedPort, {spec, labels, facts});
      assert.equal(messages.length, blocks ? 1 : 0);
      if (blocks)
        assert.match(messages[0] ?? '', new RegExp(`${reference.kind} shop uses the port name metrics of log`));
    });
  }
});

describe('PodFailurePolicy', () => {
  const rule = (operator: string, values: readonly number[], containerName?: string) => ({
    action: 'FailJob',
    onExitCodes: {operator, values, ...(containerName !== undefined && {containerName})},
  });
  const cases: readonly (readonly [string, JsonObject, boolean])[] = [
    ['blocks In with 143 (E28)', rule('In', [1, 143]), true],
    ['blocks In with 137 (E28)', rule('In', [137]), true],
    ['blocks NotIn without 143 (E28)', rule('NotIn', [1, 137]), true],
    ['passes NotIn with both (E28)', rule('NotIn', [137, 143]), false],
    ['passes In without either (E28)', rule('In', [1, 42]), false],
    ['passes a rule that names its container (E28)', rule('In', [143], 'app'), false],
    ['passes onPodConditions (E28)', {action: 'Ignore', onPodConditions: [{type: 'DisruptionTarget'}]}, false],
  ];
  for (const [title, one, blocks] of cases) {
    it(title, () => {
      const messages = run(podFailurePolicy, {kind: 'Job', job: {podFailurePolicy: {rules: [one]}}});
      assert.equal(messages.length, blocks ? 1 : 0);
    });
  }

  it('says which rules, where in a CronJob, and the remedy', () => {
    const job = {podFailurePolicy: {rules: [rule('In', [1]), rule('In', [143]), rule('NotIn', [1])]}};
    const [message] = run(podFailurePolicy, {kind: 'CronJob', job});
    assert.match(
      message ?? '',
      /^spec\.jobTemplate\.spec\.podFailurePolicy\.rules\[1\]\.onExitCodes: Each of the rules 1, 2 of .*containerName, for example to app/,
    );
  });
});

describe('InjectedProxy', () => {
  const linkerd = {'linkerd.io/proxy-version': 'stable-2.14'};
  const cases: readonly (readonly [string, string, JsonObject, JsonObject, RegExp | undefined])[] = [
    [
      "Istio's image under another name",
      'mesh',
      {image: 'docker.io/istio/proxyv2:1.27.0'},
      {},
      /belongs to Istio.*1\.24/,
    ],
    [
      "Istio's image of another vendor",
      'mesh',
      {image: 'r.example/istio-proxyv2-rhel8@sha256:1'},
      {},
      /belongs to Istio/,
    ],
    ['a proxy of linkerd inject --manual', 'linkerd-proxy', {image: 'cr.l5d.io/linkerd/proxy:x'}, linkerd, undefined],
    [
      'a proxy of linkerd inject --manual beside which the webhook is asked for one',
      'linkerd-proxy',
      {image: 'cr.l5d.io/linkerd/proxy:x'},
      {...linkerd, 'linkerd.io/inject': 'enabled'},
      /by linkerd inject --manual, but the labels and annotations also ask Linkerd.*2\.20/,
    ],
    [
      'a proxy of istioctl kube-inject',
      'istio-proxy',
      {image: 'docker.io/istio/proxyv2:1.26.0'},
      {'sidecar.istio.io/status': '{}'},
      undefined,
    ],
    [
      "an image of one's own in settings for Istio's proxy",
      'istio-proxy',
      {image: 'r.example/proxyv2:1'},
      {'sidecar.istio.io/inject': 'true'},
      /belongs to Istio/,
    ],
    ['linkerd-proxy of the webhook', 'linkerd-proxy', {image: 'cr.l5d.io/linkerd/proxy:x'}, {}, /belongs to Linkerd/],
    ['daprd', 'daprd', {image: 'daprio/daprd:1.18.0'}, {}, /Dapr 1\.18/],
    ['consul-dataplane of one service', 'consul-dataplane-web', {image: 'x'}, {}, /consul-k8s 1\.9/],
    ['kuma-sidecar', 'kuma-sidecar', {image: 'kumahq/kuma-dp:2.13'}, {}, /since 2\.14/],
    [
      'vault-agent of the injector',
      'vault-agent',
      {image: 'vault'},
      {'vault.hashicorp.com/agent-inject': 'true'},
      /no native mode yet/,
    ],
    ['vault-agent written by hand', 'vault-agent', {image: 'vault'}, {}, undefined],
    [
      'a collector of the OpenTelemetry operator',
      'otc-container',
      {image: 'x'},
      {'sidecar.opentelemetry.io/inject': 'true'},
      /0\.132/,
    ],
    [
      'a proxy of the Cloud SQL operator',
      'csql-default-orders',
      {image: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1'},
      {'cloudsql.cloud.google.com/orders': '1'},
      /the Cloud SQL Proxy operator.*since 1\.6\.0/,
    ],
    [
      'a proxy with the name of the Cloud SQL operator, written by hand',
      'csql-default-orders',
      {image: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1'},
      {},
      undefined,
    ],
    [
      'an agent of the Datadog admission controller',
      'datadog-agent-injected',
      {image: 'datadog/agent:7'},
      {},
      /Datadog.*no native mode yet\. Leave the container out/,
    ],
    ['a Datadog agent written by hand', 'datadog-agent', {image: 'datadog/agent:7'}, {}, undefined],
    ['a mirrored proxy of GCS FUSE', 'gke-gcsfuse-sidecar', {image: 'x'}, {}, /1\.29\.3-gke/],
    ['an App Mesh envoy', 'envoy', {image: 'public.ecr.aws/appmesh/aws-appmesh-envoy:v1'}, {}, /App Mesh/],
    ['an envoy of your own', 'envoy', {image: 'envoyproxy/envoy:v1.30'}, {}, undefined],
    [
      'a proxy of Azure Workload Identity written by hand',
      'proxy',
      {image: 'mcr.microsoft.com/oss/azure/workload-identity/proxy:v1.6.0'},
      {},
      undefined,
    ],
  ];
  for (const [title, name, fields, annotations, expected] of cases) {
    it(`${expected === undefined ? 'passes' : 'blocks'} ${title}`, () => {
      const messages = run(injectedProxy, {
        spec: {containers: [{name: 'app'}, {name, ...fields}]},
        annotations,
        sidecars: {[name]: {}},
      });
      if (expected === undefined) assert.deepEqual(messages, []);
      else assert.match(messages.join(), expected);
    });
  }
});

describe('ControllerOwned', () => {
  const metadata = {
    ownerReferences: [
      {kind: 'Owner', name: 'a'},
      {kind: 'Rollout', name: 'shop', controller: true},
    ],
  };

  it('blocks an object that its controller writes back', () => {
    assert.match(run(controllerOwned, {metadata}).join(), /^Rollout shop created this object/);
  });

  it('blocks where pods would be converted but cannot be yet', () => {
    assert.equal(run(controllerOwned, {metadata, delivery: 'Pod'}).length, 1);
  });

  it('passes where pods are converted at creation, so that the object stays as it is', () => {
    const facts = {admission: {pods: true, templates: false}};
    assert.deepEqual(run(controllerOwned, {metadata, delivery: 'Pod', facts}), []);
  });

  it('passes where the policy asks for Pod: that workload waits for admission', () => {
    assert.deepEqual(run(controllerOwned, {metadata, delivery: 'Pod', policy: {delivery: 'Pod'}}), []);
  });

  it('passes an owner that is no controller', () => {
    assert.deepEqual(run(controllerOwned, {metadata: {ownerReferences: [{kind: 'Owner', name: 'a'}]}}), []);
  });
});

describe('PreStopExits', () => {
  const exec = (...command: readonly string[]) => ({exec: {command}});
  const warned: readonly (readonly [string, JsonObject])[] = [
    ['a quit endpoint by httpGet', {httpGet: {path: '/quitquitquit', port: 9091}}],
    ['a quit endpoint by curl', exec('sh', '-c', 'curl -X POST localhost:15020/quitquitquit')],
    ['the shutdown command of Cloud SQL', exec('/cloud-sql-proxy', 'shutdown')],
    ["Dapr's shutdown", exec('wget', '--post-data=', 'http://localhost:3500/v1.0/shutdown')],
    ['kill 1', exec('sh', '-c', 'sleep 5; kill 1')],
    ['kill with a signal', exec('/bin/sh', '-c', 'kill -TERM 1')],
    ['pkill', exec('pkill', '-INT', 'proxy')],
    ['nginx -s quit', exec('nginx', '-s', 'quit')],
  ];
  for (const [title, preStop] of warned) {
    it(`warns of ${title} (E14)`, () => {
      assert.match(
        run(preStopExits, {spec: withLog({lifecycle: {preStop}})}).join(),
        /^spec\.containers\[1\]\.lifecycle\.preStop: /,
      );
    });
  }

  const passed: readonly (readonly [string, JsonObject])[] = [
    ['a sleep (E13)', exec('sleep', '10')],
    ["Istio's drain", exec('pilot-agent', 'request', '--debug-port=15020', 'POST', 'drain')],
    ["Kuma's drain", exec('killall', '-USR2', 'kuma-dp')],
    ['a look whether a process lives', exec('sh', '-c', 'while kill -0 $PID; do sleep 1; done')],
    ['a script of that name', exec('/opt/shutdown-report.sh')],
    ['a word that contains it', exec('skillet', 'flush')],
  ];
  for (const [title, preStop] of passed) {
    it(`passes ${title}`, () => assert.deepEqual(run(preStopExits, {spec: withLog({lifecycle: {preStop}})}), []));
  }
});

describe('DefaultContainer', () => {
  const annotations = {'kubectl.kubernetes.io/default-container': 'log'};
  const first = {containers: [{name: 'log'}, {name: 'app'}]};

  it('warns where the annotation names the sidecar (E10)', () => {
    assert.match(run(defaultContainer, {annotations}).join(), /names log/);
  });

  it('warns where the sidecar is first and nothing else says the default (E10)', () => {
    assert.match(
      run(defaultContainer, {spec: first}).join(),
      /^spec\.containers\[0\]: log is the first.* they choose app/,
    );
  });

  it('is silent where the annotation names the app (E10)', () => {
    const app = {'kubectl.kubernetes.io/default-container': 'app'};
    assert.deepEqual(run(defaultContainer, {spec: first, annotations: app}), []);
  });

  it('is silent where the app is first (E10)', () => assert.deepEqual(run(defaultContainer), []));
});
