import assert from 'node:assert/strict';
import {policyNameFrom, policyTitle} from '../../../src/cli/args/policy-name.ts';

describe('the name of a policy on the command line', () => {
  const names = {
    shop: 'SidecarPolicy here/shop',
    'other/shop': 'SidecarPolicy other/shop',
    'scp/shop': 'SidecarPolicy here/shop',
    'SidecarPolicy/other/shop': 'SidecarPolicy other/shop',
    'sidecarpolicies/shop': 'SidecarPolicy here/shop',
    'cscp/all': 'ClusterSidecarPolicy all',
    'ClusterSidecarPolicies/all': 'ClusterSidecarPolicy all',
    // A namespace may be called so; then its policy needs the kind in front.
    'scp/scp/shop': 'SidecarPolicy scp/shop',
    cscp: 'SidecarPolicy here/cscp',
  };
  for (const [word, title] of Object.entries(names)) {
    it(`${word} is ${title}`, () => {
      const name = policyNameFrom(word, 'here') ?? assert.fail('it is no name');
      assert.equal(policyTitle(name), title);
    });
  }

  for (const word of ['', '/', 'shop/', '/shop', 'a/b/c', 'cscp/shop/all', 'scp/', 'scp/a/b/c']) {
    it(`"${word}" is none`, () => assert.equal(policyNameFrom(word, 'here'), undefined));
  }
});
