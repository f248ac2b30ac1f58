import assert from 'node:assert/strict';
import {namespaceMatters, nodeMatters} from '../../../src/controllers/mapping.ts';
import {namespaceView, nodeView, type NodeView} from '../../../src/controllers/views/cluster-views.ts';
import type {JsonObject} from '../../../src/domain/json.ts';

function node(...taints: readonly JsonObject[]): NodeView {
  return nodeView({metadata: {name: 'a'}, spec: {taints}, status: {nodeInfo: {kubeletVersion: 'v1.33.6'}}});
}

describe('what matters of a namespace', () => {
  const namespace = (annotations: JsonObject) => namespaceView({metadata: {name: 'shop', annotations}});

  it('is an annotation by which an injector goes, and no other', () => {
    assert.equal(namespaceMatters(namespace({}), namespace({'linkerd.io/inject': 'enabled'})), true);
    assert.equal(namespaceMatters(namespace({}), namespace({team: 'shop'})), false);
  });
});

describe('what matters of a node', () => {
  it('is no taint that comes and goes by itself', () => {
    const cordoned = {key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule'};
    assert.equal(nodeMatters(node(), node(cordoned)), false);
  });

  it("is a taint that people set, and a provider's", () => {
    assert.equal(nodeMatters(node(), node({key: 'pool', value: 'batch', effect: 'NoSchedule'})), true);
    assert.equal(nodeMatters(node(), node({key: 'virtual-kubelet.io/provider', effect: 'NoSchedule'})), true);
  });
});
