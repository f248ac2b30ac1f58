import assert from 'node:assert/strict';
import {nodeMatters} from '../../../src/controllers/mapping.ts';
import {nodeView, type NodeView} from '../../../src/controllers/views/cluster-views.ts';
import type {JsonObject} from '../../../src/domain/json.ts';

function node(...taints: readonly JsonObject[]): NodeView {
  return nodeView({metadata: {name: 'a'}, spec: {taints}, status: {nodeInfo: {kubeletVersion: 'v1.33.6'}}});
}

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
