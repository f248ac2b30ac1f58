import assert from 'node:assert/strict';
import fc from 'fast-check';
import {parseRecord, printRecord} from '../../../src/domain/record.ts';
import {record} from '../../support/arbitraries.ts';
import {hostileText} from '../../support/json-arbitraries.ts';

const KEYS = ['n', 'i', 'b', 't', 'x', 'p', 'h', 's', 'r', 'w', 'o'];

describe('laws of the record', () => {
  it('what is printed can be read again', () => {
    fc.assert(fc.property(record(), entries => assert.deepEqual(parseRecord(printRecord(entries)), entries)));
  });

  it('the text is JSON, and its entries are flat: braces are the bounds of entries and nothing else', () => {
    fc.assert(
      fc.property(record(), entries => {
        const text = printRecord(entries);
        const parsed = JSON.parse(text) as unknown[];
        assert.equal(parsed.length, entries.length);
        const found = text.match(/\{[^{}]*\}/g) ?? [];
        assert.deepEqual(`[${found.join(',')}]`, text);
      }),
    );
  });

  it('its keys have one order', () => {
    fc.assert(
      fc.property(record(), entries => {
        for (const entry of JSON.parse(printRecord(entries)) as object[]) {
          const keys = Object.keys(entry);
          assert.deepEqual(
            keys,
            KEYS.filter(key => keys.includes(key)),
          );
        }
      }),
    );
  });

  it('the same entries give the same text, whatever the order of the keys in a probe', () => {
    fc.assert(
      fc.property(fc.dictionary(hostileText(), fc.integer()), probe => {
        const reversed = Object.fromEntries(Object.entries(probe).reverse());
        assert.equal(printRecord([{n: 'a', i: 0, x: 1, p: probe}]), printRecord([{n: 'a', i: 0, x: 1, p: reversed}]));
      }),
    );
  });

  it('reading never throws, and reading what was read changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), hostileText(), fc.json()), text => {
        const entries = parseRecord(text);
        assert.deepEqual(parseRecord(printRecord(entries)), entries);
      }),
    );
  });
});
