import assert from 'node:assert/strict';
import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import {eventually} from '../../support/eventually.ts';
import {Operator} from '../../support/operator.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {Replica} from './replica.ts';
import {Rivals} from './rivals.ts';

describe('an operator that may not have the Lease', function () {
  this.timeout(120_000);
  let rivals: Rivals;

  before(async () => {
    rivals = await Rivals.open('leader-permissions');
  });

  afterEach(async () => rivals.endAll());

  after(async () => rivals.close());

  it('says what is missing, writes nothing, and works when it is given', async () => {
    await rivals.forbid();
    await rivals.make(1);
    const replica = await rivals.spawn();
    const line = await replica.says('lease cannot be read or written and will be tried again');
    assert.match(String(line['error']), /cannot get resource "leases" in API group "coordination.k8s.io"/);
    assert.match(await replica.missing(), /^the Lease leader-permissions\/outrigger: .*cannot get resource "leases"/);
    assert.deepEqual(replica.writes, []);
    await rivals.permit();
    await replica.says('working');
    await rivals.settle();
    assert.equal(await replica.missing(), 'ok\n');
    assert.equal(replica.operator.lines.filter(({level}) => level === 'warn').length, 1);
  });

  it('any more stops writing, and goes on when it may again', async () => {
    const replica = await rivals.spawn();
    await replica.says('working');
    await rivals.forbid();
    await replica.says('lease was not renewed in time, writing nothing until it is');
    await rivals.make(1);
    await eventually('it has tried', () => replica.said('reconcile failed and will be tried again'));
    assert.equal(replica.stored('/deployments/shop-1'), 0);
    await rivals.permit();
    await rivals.settle();
    assert.equal(replica.stored('/deployments/shop-1'), 1);
  });

  it('in the namespace of the install by its role alone, has it there by default', async () => {
    const cluster = await sharedCluster();
    const replica = await Replica.spawn({flags: []});
    try {
      const line = await replica.says('leading');
      assert.equal(line['lease'], `${OPERATOR_NAMESPACE}/outrigger`);
      const output = '--output=jsonpath={.spec.holderIdentity}';
      const holder = await cluster.kubectl(['get', 'lease/outrigger', `--namespace=${OPERATOR_NAMESPACE}`, output]);
      assert.equal(holder, line['identity']);
      assert.equal(await replica.operator.stop(), 0);
    } finally {
      await replica.end();
    }
  });

  it('because its namespace does not exist works without, and says so', async () => {
    const {kubeconfig} = await sharedCluster();
    const flags = [`--namespace=${rivals.lab.namespace}`, '--leader-elect', '--leader-election-namespace=nowhere'];
    const operator = await Operator.start({kubeconfig, flags});
    try {
      const line = operator.lines.find(({level}) => level === 'warn');
      assert.equal(line?.message, 'working without a lease');
      assert.match(String(line['reason']), /no namespace for nowhere\/outrigger/);
    } finally {
      assert.equal(await operator.stop(), 0);
    }
  });
});
