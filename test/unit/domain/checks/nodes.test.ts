import assert from 'node:assert/strict';
import {nodeKnownBad} from '../../../../src/domain/checks/node-known-bad.ts';
import {nodeTooOld} from '../../../../src/domain/checks/node-too-old.ts';
import {nodesUnknown} from '../../../../src/domain/checks/nodes-unknown.ts';
import {serverTooOld} from '../../../../src/domain/checks/server-too-old.ts';
import type {Gate} from '../../../../src/domain/gate.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';
import {node, run} from './given.ts';

const containers = [{name: 'app'}, {name: 'log'}];
const gate: Gate = {type: 'Own', probe: {tcpSocket: {port: 1}}};

describe('ServerTooOld', () => {
  const cases: readonly (readonly [string, {major: number; minor: number} | undefined, number])[] = [
    ['blocks on 1.28, where sidecars were alpha and off (E1)', {major: 1, minor: 28}, 1],
    ['is silent on 1.29, where they are on by default (E1)', {major: 1, minor: 29}, 0],
    ['is silent on a later major version', {major: 2, minor: 0}, 0],
    ['is silent where the server is not known', undefined, 0],
  ];
  for (const [title, server, count] of cases) {
    it(title, () => assert.equal(run(serverTooOld, server === undefined ? {} : {facts: {server}}).length, count));
  }
});

describe('NodeTooOld', () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ['blocks a kubelet older than native sidecars (E2)', 'v1.27.9', 1],
    ['blocks 1.29.2, where a sidecar of a Job could not be restarted (E19)', 'v1.29.2', 1],
    ['is silent on 1.29.3 (E19)', 'v1.29.3', 0],
    ['reads what vendors append', 'v1.29.3-gke.1093000', 0],
    ['compares numbers, not text', 'v1.100.0', 0],
    ['is silent on a version that it cannot read', 'unknown', 0],
    ['does not judge a virtual kubelet by its version', 'v1.19.10-vk-azure-aci-1.4.5', 0],
  ];
  for (const [title, version, count] of cases) {
    it(title, () => assert.equal(run(nodeTooOld, {facts: {nodes: [node('a', version)]}}).length, count));
  }

  it('names the nodes and their versions', () => {
    const [message] = run(nodeTooOld, {
      facts: {nodes: [node('a', 'v1.28.1'), node('b', 'v1.31.4'), node('c', 'v1.28.2')]},
    });
    assert.match(message ?? '', /nodes a \(v1\.28\.1\), c \(v1\.28\.2\):/);
  });

  it('names three of many', () => {
    const nodes = ['a', 'b', 'c', 'd'].map(name => node(name, 'v1.28.1'));
    assert.match(run(nodeTooOld, {facts: {nodes}}).join(''), /4 nodes, such as a .*, b .*, c \(v1\.28\.1\):/);
  });
});

describe('NodeTooOld judges only nodes that admit the pod', () => {
  const old = node('old', 'v1.28.0', {
    labels: {pool: 'legacy', size: '4', 'kubernetes.io/os': 'linux'},
    taints: [{key: 'legacy', value: 'yes', effect: 'NoSchedule'}],
  });
  const required = (...terms: readonly JsonObject[]) => ({
    affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: terms}}},
  });
  const expression = (key: string, operator: string, ...values: readonly string[]) =>
    required({matchExpressions: [{key, operator, values}]});
  const tolerations = [{key: 'legacy', operator: 'Exists'}];

  const cases: readonly (readonly [string, JsonObject, boolean])[] = [
    ['a taint keeps the pod away', {}, false],
    ['a toleration with Exists lets it in', {tolerations}, true],
    ['a toleration with the value lets it in', {tolerations: [{key: 'legacy', value: 'yes'}]}, true],
    ['a toleration with another value does not', {tolerations: [{key: 'legacy', value: 'no'}]}, false],
    ['a toleration of another effect does not', {tolerations: [{...tolerations[0], effect: 'NoExecute'}]}, false],
    ['a toleration of everything lets it in', {tolerations: [{operator: 'Exists'}]}, true],
    ['a toleration without key and operator is none', {tolerations: [{}]}, false],
    ['nodeSelector fits', {tolerations, nodeSelector: {pool: 'legacy'}}, true],
    ['nodeSelector does not fit', {tolerations, nodeSelector: {pool: 'new'}}, false],
    ['nodeSelector on a key that every object inherits', {tolerations, nodeSelector: {constructor: 'x'}}, false],
    ['In fits', {tolerations, ...expression('pool', 'In', 'legacy', 'new')}, true],
    ['In does not fit', {tolerations, ...expression('pool', 'In', 'new')}, false],
    ['NotIn does not fit', {tolerations, ...expression('pool', 'NotIn', 'legacy')}, false],
    ['NotIn fits a node without the label', {tolerations, ...expression('zone', 'NotIn', 'a')}, true],
    ['Exists fits', {tolerations, ...expression('pool', 'Exists')}, true],
    ['Exists does not fit', {tolerations, ...expression('zone', 'Exists')}, false],
    ['DoesNotExist fits', {tolerations, ...expression('zone', 'DoesNotExist')}, true],
    ['DoesNotExist does not fit', {tolerations, ...expression('pool', 'DoesNotExist')}, false],
    ['Gt fits', {tolerations, ...expression('size', 'Gt', '3')}, true],
    ['Gt does not fit', {tolerations, ...expression('size', 'Gt', '4')}, false],
    ['Gt does not fit text', {tolerations, ...expression('pool', 'Gt', '3')}, false],
    ['Lt fits', {tolerations, ...expression('size', 'Lt', '10')}, true],
    ['Lt does not fit', {tolerations, ...expression('size', 'Lt', '4')}, false],
    ['an operator of a later version judges the node', {tolerations, ...expression('size', 'Near', '4')}, true],
    [
      'matchFields by name',
      {tolerations, ...required({matchFields: [{key: 'metadata.name', operator: 'In', values: ['old']}]})},
      true,
    ],
    [
      'matchFields by another name',
      {tolerations, ...required({matchFields: [{key: 'metadata.name', operator: 'In', values: ['x']}]})},
      false,
    ],
    [
      'one of two terms fits',
      {
        tolerations,
        ...required(
          {matchExpressions: [{key: 'zone', operator: 'Exists'}]},
          {matchExpressions: [{key: 'pool', operator: 'Exists'}]},
        ),
      },
      true,
    ],
    ['an empty term fits no node', {tolerations, ...required({})}, false],
    [
      'preferred affinity is not looked at',
      {tolerations, affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{}]}}},
      true,
    ],
    ['nodeName by-passes taints', {nodeName: 'old'}, true],
    ['nodeName of another node', {nodeName: 'new', tolerations}, false],
    ['os.name of another system (E39)', {tolerations, os: {name: 'windows'}}, false],
    ['os.name of this system (E39)', {tolerations, os: {name: 'linux'}}, true],
  ];
  for (const [title, spec, judged] of cases) {
    it(`${title}: ${judged ? 'judged' : 'not judged'}`, () => {
      assert.equal(run(nodeTooOld, {spec: {...spec, containers}, facts: {nodes: [old]}}).length, judged ? 1 : 0);
    });
  }

  it('a taint that comes and goes by itself keeps no node out', () => {
    const cordoned = node('cordoned', 'v1.28.0', {
      taints: [{key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule'}],
    });
    assert.equal(run(nodeTooOld, {facts: {nodes: [cordoned]}}).length, 1);
  });

  it('PreferNoSchedule keeps no node out', () => {
    const soft = node('soft', 'v1.28.0', {taints: [{key: 'soft', effect: 'PreferNoSchedule'}]});
    assert.equal(run(nodeTooOld, {facts: {nodes: [soft]}}).length, 1);
  });

  it('Windows nodes are judged like any other (E39)', () => {
    const windows = node('win', 'v1.28.0', {labels: {'kubernetes.io/os': 'windows'}});
    assert.equal(run(nodeTooOld, {facts: {nodes: [windows]}}).length, 1);
  });
});

describe('NodeKnownBad', () => {
  const stuck = /stays in Created/;
  const created: readonly (readonly [string, boolean])[] = [
    ['v1.29.3', true],
    ['v1.29.8', true],
    ['v1.29.9', false],
    ['v1.30.4-eks-a737599', true],
    ['v1.30.5', false],
    ['v1.31.0', true],
    ['v1.31.1', false],
  ];
  for (const [version, bad] of created) {
    it(`${bad ? 'blocks' : 'passes'} ${version}, a sidecar stuck in Created (E20)`, () => {
      const messages = run(nodeKnownBad, {facts: {nodes: [node('a', version)]}});
      assert.equal(
        messages.some(message => stuck.test(message)),
        bad,
      );
    });
  }

  const restart = /after a restart of the kubelet/;
  const regression: readonly (readonly [string, string, Gate, string, boolean])[] = [
    ['blocks 1.35.0 where the sidecar has a startup probe (E20)', 'v1.35.0', gate, 'Always', true],
    ['blocks 1.35.3 (E20)', 'v1.35.3', gate, 'OnFailure', true],
    ['passes 1.35.4, which has the fix (E20)', 'v1.35.4', gate, 'Always', false],
    ['passes 1.34 and 1.36 (E20)', 'v1.36.0', gate, 'Always', false],
    ['passes a sidecar without a startup probe (E20)', 'v1.35.0', {type: 'None'}, 'Always', false],
    ['passes pods that never restart anything (E20)', 'v1.35.0', gate, 'Never', false],
  ];
  for (const [title, version, own, restartPolicy, bad] of regression) {
    it(title, () => {
      const test = {
        spec: {containers, restartPolicy},
        sidecars: {log: {gate: own}},
        facts: {nodes: [node('a', version)]},
      };
      assert.equal(
        run(nodeKnownBad, test).some(message => restart.test(message)),
        bad,
      );
    });
  }

  const lost = /is not probed again/;
  const probed = [{name: 'app', readinessProbe: {tcpSocket: {port: 80}}}, {name: 'log'}];
  const never: readonly (readonly [string, string, JsonObject, boolean])[] = [
    [
      'blocks 1.32, which never got the fix (k/k#132826)',
      'v1.32.9',
      {restartPolicy: 'Never', containers: probed},
      true,
    ],
    ['blocks 1.33.5', 'v1.33.5', {restartPolicy: 'Never', containers: probed}, true],
    ['passes 1.33.6', 'v1.33.6', {restartPolicy: 'Never', containers: probed}, false],
    ['blocks 1.34.1', 'v1.34.1', {restartPolicy: 'Never', containers: probed}, true],
    ['passes 1.34.2', 'v1.34.2', {restartPolicy: 'Never', containers: probed}, false],
    ['passes OnFailure', 'v1.32.9', {restartPolicy: 'OnFailure', containers: probed}, false],
    ['passes a pod whose only probe is the gate', 'v1.32.9', {restartPolicy: 'Never', containers}, false],
  ];
  for (const [title, version, spec, bad] of never) {
    it(title, () => {
      const test = {spec, sidecars: {log: {gate}}, facts: {nodes: [node('a', version)]}};
      assert.equal(
        run(nodeKnownBad, test).some(message => lost.test(message)),
        bad,
      );
    });
  }

  const virtual = [
    node('vk', 'v1.30.9', {labels: {type: 'virtual-kubelet'}}),
    node('vk', 'v1.19.10-vk-azure-aci-1.4.5'),
    node('vk', 'v1.30.9', {taints: [{key: 'virtual-kubelet.io/provider', value: 'x', effect: 'NoSchedule'}]}),
  ];
  for (const [index, one] of virtual.entries()) {
    it(`blocks a virtual kubelet that admits the pod, mark ${index + 1}`, () => {
      const spec = {containers, tolerations: [{key: 'virtual-kubelet.io/provider', operator: 'Exists'}]};
      assert.match(run(nodeKnownBad, {spec, facts: {nodes: [one]}}).join(), /node vk \(.*\), a virtual kubelet/);
    });
  }

  it('does not look at a virtual kubelet that the pod does not tolerate', () => {
    assert.deepEqual(run(nodeKnownBad, {facts: {nodes: virtual.slice(2)}}), []);
  });
});

describe('NodesUnknown', () => {
  it('says so where nodes are not known', () => {
    assert.match(run(nodesUnknown).join(), /nodes of the cluster are not known/);
  });

  it('says so where no node admits the pod', () => {
    const nodes = [node('a', 'v1.36.0')];
    assert.match(
      run(nodesUnknown, {spec: {containers, nodeSelector: {gpu: 'yes'}}, facts: {nodes}}).join(),
      /No node of the cluster today/,
    );
  });

  it('says so where no version can be read', () => {
    assert.equal(run(nodesUnknown, {facts: {nodes: [node('a', 'dev')]}}).length, 1);
  });

  it('is silent where a node was judged', () => {
    assert.deepEqual(run(nodesUnknown, {facts: {nodes: [node('a', 'v1.36.0')]}}), []);
  });
});

describe('many nodes', () => {
  it('are told apart once for all workloads', () => {
    let reads = 0;
    const nodes = Array.from({length: 100}, (_, index) =>
      Object.defineProperty(node(`n${index}`, ''), 'kubeletVersion', {
        get: () => {
          reads++;
          return 'v1.36.2';
        },
      }),
    );
    const look = () => [nodeTooOld, nodeKnownBad, nodesUnknown].flatMap(check => run(check, {facts: {nodes}}));
    assert.deepEqual(look(), []);
    const once = reads;
    assert.deepEqual(look(), []);
    assert.equal(reads, once);
  });
});
