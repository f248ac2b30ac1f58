import assert from 'node:assert/strict';
import {divideCores} from '../../../bench/cluster/cores.ts';

describe('the cores of the machine', () => {
  it('are divided: the last for clients, the others for servers', () => {
    assert.deepEqual(divideCores('0-1'), {servers: '0', clients: '1'});
    assert.deepEqual(divideCores('0,2-4'), {servers: '0,2,3', clients: '4'});
  });

  it('are not divided where there is only one', () => {
    assert.equal(divideCores('3'), undefined);
  });
});
