import assert from 'node:assert/strict';
import {PodAdmission, type UnitStanding} from '../../../../src/controllers/pods/pod-admission.ts';
import type {EngineState} from '../../../../src/controllers/pods/pod-engine.ts';
import {finding} from '../../../../src/domain/finding.ts';

const LARGE = finding('PodPolicyTooLarge', 'too large');
const SHOP: UnitStanding = {name: 'outrigger.shop.pods', policies: ['shop/shop', 'all'], findings: []};
const CLUSTER: UnitStanding = {name: 'outrigger.pods', policies: ['all'], findings: []};
const refused = (unit: UnitStanding): UnitStanding => ({...unit, problem: {message: LARGE.message, findings: [LARGE]}});

describe('PodAdmission', () => {
  let state: EngineState;
  let admission: PodAdmission;

  beforeEach(() => {
    state = {type: 'Available'};
    admission = new PodAdmission(() => state);
  });

  it('is there for every namespace, until a unit is refused', () => {
    admission.learn([SHOP, CLUSTER]);
    assert.deepEqual([admission.of('shop'), admission.of('bank')], [{pods: true}, {pods: true}]);
  });

  it('is there where nothing is compiled, since a policy in Audit would be', () => {
    assert.deepEqual(admission.of('shop'), {pods: true});
  });

  it('lacks in the namespace whose unit is refused, and in all without one of their own where the cluster’s is', () => {
    admission.learn([refused(SHOP), CLUSTER]);
    assert.deepEqual(admission.of('shop'), {pods: false, podsLack: 'too large'});
    assert.deepEqual(admission.of('bank'), {pods: true});
    admission.learn([SHOP, refused(CLUSTER)]);
    assert.deepEqual(admission.of('shop'), {pods: true});
    assert.deepEqual(admission.of('bank'), {pods: false, podsLack: 'too large'});
  });

  it('says of each policy what its units are refused for', () => {
    admission.learn([refused(SHOP), CLUSTER]);
    assert.deepEqual(admission.findingsOf('shop/shop'), [LARGE]);
    assert.deepEqual(admission.findingsOf('all'), [LARGE]);
    assert.deepEqual(admission.findingsOf('bank/bank'), []);
    assert.equal(admission.problemOf('shop/shop'), undefined);
  });

  it('says what the server did not take', () => {
    admission.learn([{...SHOP, problem: {message: 'no', findings: []}}]);
    assert.equal(admission.problemOf('shop/shop'), 'no');
    assert.deepEqual(admission.findingsOf('shop/shop'), []);
  });

  it('tells whether it says anything new', () => {
    assert.equal(admission.learn([SHOP]), false);
    assert.equal(admission.learn([refused(SHOP)]), true);
    assert.equal(admission.learn([refused({...SHOP})]), false);
    assert.equal(admission.learn([SHOP, CLUSTER]), true);
  });

  const lacks: readonly (readonly [EngineState['type'], RegExp])[] = [
    ['Unknown', /not known/],
    ['SwitchedOff', /--admission=off/],
    ['NotServed', /Kubernetes 1\.36/],
    ['Forbidden', /kubectl apply -k config\/pod-admission/],
  ];
  for (const [type, says] of lacks) {
    it(`says what is missing: ${type}`, () => {
      state = {type};
      const {pods, podsLack} = admission.of('shop');
      assert.equal(pods, false);
      assert.match(podsLack ?? '', says);
    });
  }
});
