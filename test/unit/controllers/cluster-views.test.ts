import assert from 'node:assert/strict';
import {isWell, namespaceView, nodeView} from '../../../src/controllers/views/cluster-views.ts';

describe('a namespace', () => {
  const annotated = (annotations: Readonly<Record<string, string>>) =>
    namespaceView({metadata: {name: 'shop', annotations}}).annotations;

  it('is kept with the annotations by which injectors go, and no others', () => {
    const ours = {'linkerd.io/inject': 'enabled', 'config.linkerd.io/proxy-enable-native-sidecar': 'true'};
    assert.deepEqual(annotated({...ours, 'field.example/large': '{}'}), ours);
    assert.equal(annotated({'field.example/large': '{}'}), undefined);
  });
});

describe('whether a node is well', () => {
  const well = (conditions: Readonly<Record<string, string>>): boolean => {
    const list = Object.entries(conditions).map(([type, status]) => ({type, status}));
    return isWell(nodeView({metadata: {name: 'a'}, status: {conditions: list}}));
  };

  it('is so when it is ready', () => {
    assert.equal(well({Ready: 'True'}), true);
    assert.equal(well({MemoryPressure: 'False', DiskPressure: 'Unknown', Ready: 'True'}), true);
  });

  it('is not when it shuts down, is lost, has not said so, or is gone', () => {
    assert.equal(well({Ready: 'False'}), false);
    assert.equal(well({Ready: 'Unknown'}), false);
    assert.equal(well({}), false);
    assert.equal(isWell(undefined), false);
  });
});
