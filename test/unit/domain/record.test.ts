import assert from 'node:assert/strict';
import {RECORD_ANNOTATION} from '../../../src/api/constants.ts';
import {parseRecord, printRecord, recordOf} from '../../../src/domain/record.ts';
import {podSpec, workload} from '../../support/builders.ts';

describe('printRecord', () => {
  it('writes the keys in one order, without spaces', () => {
    const entry = {o: ['flux'], s: 5, h: 1, t: 120, b: 1, i: 1, n: 'log'} as const;
    assert.equal(printRecord([entry]), '[{"n":"log","i":1,"b":1,"t":120,"h":1,"s":5,"o":["flux"]}]');
  });

  it('writes p and r as JSON in a string, with braces as escapes, so that entries are flat', () => {
    const entry = {n: 'db', i: 0, x: 1, p: {exec: {command: ['a{b}']}}} as const;
    assert.equal(
      printRecord([entry]),
      String.raw`[{"n":"db","i":0,"x":1,"p":"\u007b\"exec\":\u007b\"command\":[\"a\u007bb\u007d\"]\u007d\u007d"}]`,
    );
  });

  it('writes a dropped postStart hook between the preStop hook and the appliers', () => {
    const entry = {n: 'a', i: 0, o: ['flux'], w: {exec: {command: ['x']}}, h: 1, s: 5} as const;
    const w = String.raw`"\u007b\"exec\":\u007b\"command\":[\"x\"]\u007d\u007d"`;
    assert.equal(printRecord([entry]), `[{"n":"a","i":0,"h":1,"s":5,"w":${w},"o":["flux"]}]`);
    assert.deepEqual(parseRecord(printRecord([entry])), [entry]);
  });

  it('escapes braces in a dropped command', () => {
    assert.equal(
      printRecord([{n: 'a', i: 0, h: 1, s: ['{', '}']}]),
      String.raw`[{"n":"a","i":0,"h":1,"s":["\u007b","\u007d"]}]`,
    );
  });

  it('writes nothing for nothing', () => {
    assert.equal(printRecord([]), '[]');
  });
});

describe('parseRecord', () => {
  it('reads what a policy in CEL writes', () => {
    const text =
      '[{"n":"log","i":1,"b":1,"t":120,"h":1,"s":["sh","-c","sleep 5"],"o":["flux"]},{"n":"db","i":0,"x":1}]';
    assert.deepEqual(parseRecord(text), [
      {n: 'log', i: 1, b: 1, t: 120, h: 1, s: ['sh', '-c', 'sleep 5'], o: ['flux']},
      {n: 'db', i: 0, x: 1},
    ]);
  });

  it('reads p and r as the values that they stand for', () => {
    const [entry] = parseRecord(String.raw`[{"n":"a","i":0,"p":"\u007b\"exec\":\u007b\u007d\u007d","r":"null"}]`);
    assert.deepEqual(entry, {n: 'a', i: 0, p: {exec: {}}, r: null});
  });

  it('does not mind other spacing or another order', () => {
    assert.deepEqual(parseRecord('[ { "i" : 2 , "n" : "log" } ]'), [{n: 'log', i: 2}]);
  });

  const broken: readonly [title: string, text: string][] = [
    ['nothing', ''],
    ['text', 'hello'],
    ['an entry without a name', '[{"i":0}]'],
    ['an entry with an empty name', '[{"n":"","i":0}]'],
    ['an entry without an index', '[{"n":"log"}]'],
    ['a negative index', '[{"n":"log","i":-1}]'],
    ['an index that is text', '[{"n":"log","i":"0"}]'],
    ['a torn entry', '[{"n":"log","i":0'],
    ['an entry that is no JSON', '[{n:log}]'],
  ];
  for (const [title, text] of broken) {
    it(`ignores ${title}`, () => {
      assert.deepEqual(parseRecord(text), []);
    });
  }

  it('ignores broken fields, not the entry', () => {
    const text = '[{"n":"a","i":0,"b":2,"t":"x","x":true,"h":0,"s":["a",1],"o":"flux","p":"no"},{"i":1}]';
    assert.deepEqual(parseRecord(text), [{n: 'a', i: 0}]);
  });

  it('ignores entries that are not flat, since no policy would find them either', () => {
    assert.deepEqual(parseRecord('[{"n":"a","i":0,"p":{"exec":{}}},{"n":"b","i":1,"p":"{"},{"n":"c","i":2}]'), [
      {n: 'c', i: 2},
    ]);
  });

  it('takes the first of two entries with one name', () => {
    assert.deepEqual(parseRecord('[{"n":"a","i":0},{"n":"a","i":7}]'), [{n: 'a', i: 0}]);
  });
});

describe('recordOf', () => {
  it('reads the annotation, and nothing where there is none', () => {
    const annotations = {[RECORD_ANNOTATION]: '[{"n":"log","i":1}]'};
    assert.deepEqual(recordOf(workload('Job', podSpec(), {metadata: {annotations}})), [{n: 'log', i: 1}]);
    assert.deepEqual(recordOf(workload()), []);
    assert.deepEqual(recordOf(workload('Job', podSpec(), {metadata: {annotations: 'x'}})), []);
  });
});
