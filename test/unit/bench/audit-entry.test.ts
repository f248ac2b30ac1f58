import assert from 'node:assert/strict';
import {auditEntry} from '../../../bench/cluster/audit-entry.ts';
import {isConversion} from '../../../bench/cluster/conversions.ts';
import {listsOf, watchesOf} from '../../../bench/scenarios/requests.ts';
import type {JsonObject} from '../../../src/domain/json.ts';

function line(fields: JsonObject): string {
  return JSON.stringify({
    stage: 'ResponseComplete',
    verb: 'patch',
    requestURI: '/apis/apps/v1/namespaces/shop/deployments/web?fieldManager=outrigger',
    userAgent: 'outrigger/0.1.0',
    objectRef: {resource: 'deployments', namespace: 'shop', name: 'web', apiGroup: 'apps'},
    responseStatus: {code: 200},
    stageTimestamp: '2026-11-24T23:17:21.123456Z',
    ...fields,
  });
}

const list = (query: string): string =>
  line({verb: 'list', requestURI: `/apis/apps/v1/deployments?${query}`, objectRef: {resource: 'deployments'}});

describe('a line of the audit log', () => {
  it('says who did what to which object, and when to the microsecond', () => {
    const entry = auditEntry(line({}));
    assert.equal(entry.object, 'shop/web');
    assert.equal(Math.round((entry.at - Date.parse('2026-11-24T23:17:21.123Z')) * 1000), 456);
    assert.equal(isConversion(entry), true);
  });

  it('counts as a conversion only if it was stored, and on the workload itself', () => {
    const status = {resource: 'deployments', namespace: 'shop', name: 'web', subresource: 'status'};
    assert.equal(isConversion(auditEntry(line({responseStatus: {code: 422}}))), false);
    assert.equal(isConversion(auditEntry(line({objectRef: status}))), false);
    assert.equal(isConversion(auditEntry(line({verb: 'get'}))), false);
  });

  it('counts the pages of a list as one', () => {
    const entries = [list('limit=500'), list('limit=500&continue=abc'), list('continue=def')].map(auditEntry);
    assert.deepEqual([...listsOf(entries)], [['deployments', 1]]);
  });

  it('counts a watch when it is opened, not again when it ends', () => {
    const watch = {verb: 'watch', objectRef: {resource: 'pods'}};
    const entries = [line({...watch, stage: 'ResponseStarted'}), line(watch)].map(auditEntry);
    assert.deepEqual([...watchesOf(entries)], [['pods', 1]]);
  });
});
