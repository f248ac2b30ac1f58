import assert from 'node:assert/strict';
import {benchDeployment, SIDECAR} from '../../../bench/load/deployment.ts';
import {benchPolicy} from '../../../bench/load/policy.ts';
import {rawPatch} from '../../../bench/load/raw-patch.ts';
import {parsePolicy} from '../../../src/domain/policy-parse.ts';

describe("the bench's Deployments", () => {
  const policy = parsePolicy('SidecarPolicy', benchPolicy('shop'));
  const web = {...benchDeployment('web'), metadata: {name: 'web', namespace: 'shop'}};

  it('are about 3 kB', () => {
    const bytes = JSON.stringify(benchDeployment('web-00001')).length;
    assert.ok(bytes > 2700 && bytes < 4200, String(bytes));
  });

  it('are converted by one patch that moves the sidecar and leaves the marks', () => {
    const {path, body} = rawPatch(web, policy);
    assert.equal(path, '/apis/apps/v1/namespaces/shop/deployments/web?fieldManager=outrigger');
    assert.ok(body.includes(SIDECAR) && body.includes('"move"') && body.includes('outrigger.dev~1converted-at'));
  });

  it('are no load if the policy does not select them', () => {
    assert.throws(() => rawPatch(web, {...policy, sidecars: []}), /not to be converted/);
  });
});
