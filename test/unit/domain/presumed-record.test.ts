import assert from 'node:assert/strict';
import {convert} from '../../../src/domain/convert.ts';
import {presumedRecord} from '../../../src/domain/presumed-record.ts';
import {revert} from '../../../src/domain/revert.ts';
import {select} from '../../../src/domain/select.ts';
import {container, native, podSpec, rule} from '../../support/builders.ts';

const RULES = [
  rule({names: ['a', 'b'], startup: {gate: 'Readiness', timeoutSeconds: 30}}),
  rule({names: ['c'], startup: {gate: 'Probe', timeoutSeconds: 30, probe: {tcpSocket: {port: 1}}}}),
];
const READY = {readinessProbe: {httpGet: {port: 80}}};

describe('the presumed record', () => {
  const classic = podSpec([container('app'), container('b', READY), container('a'), container('c')]);

  it('undoes a conversion by the same rules, where the sidecars stood at the end', () => {
    const {spec} = convert({spec: classic, selection: select(classic, RULES), record: [], managersOf: () => []});
    assert.notDeepEqual(spec, classic);
    assert.deepEqual(revert(spec, presumedRecord({metadata: {}, spec}, RULES)).spec, classic);
  });

  it('keeps a startup probe that the rule would not derive', () => {
    const own = {startupProbe: {httpGet: {port: 81}}};
    const spec = {...podSpec([container('app')]), initContainers: [native('a', {...READY, ...own})]};
    assert.deepEqual(presumedRecord({metadata: {}, spec}, RULES), [{n: 'a', i: 1}]);
  });

  it('has no container that no rule governs', () => {
    assert.deepEqual(
      presumedRecord({metadata: {}, spec: {...podSpec([]), initContainers: [native('x'), container('a')]}}, RULES),
      [],
    );
  });
});
