import assert from 'node:assert/strict';
import fc from 'fast-check';
import {parseText, type Parsed} from '../../../src/cli/input/parse-text.ts';
import {splitDocuments} from '../../../src/cli/input/split-documents.ts';
import {hostileText} from '../../support/json-arbitraries.ts';
import {manifestText} from '../../support/manifest-arbitraries.ts';
import {breakage} from './breakage.ts';

/** Every document of a text; what is said of it must name a line of the text. */
function read(text: string): Parsed {
  const parsed = parseText({file: 'f', text, named: true});
  const last = text.split('\n').length;
  for (const {origin} of [...parsed.documents, ...parsed.problems]) {
    const {line = 0} = origin;
    assert.ok(line >= 1 && line <= last, `${line} of ${last} in ${text}`);
  }
  return parsed;
}

describe('reading documents', () => {
  it('never throws, however a manifest is cut, or what is written into it', () => {
    fc.assert(
      fc.property(
        manifestText(),
        fc.array(fc.tuple(fc.nat(), breakage()), {maxLength: 4}),
        fc.nat(),
        ({text}, breaks, cut) => {
          const broken = breaks.reduce((now, [at, what]) => {
            const place = at % (now.length + 1);
            return now.slice(0, place) + what + now.slice(place + (at % 3));
          }, text);
          read(broken);
          read(broken.slice(0, cut % (broken.length + 1)));
        },
      ),
      {numRuns: 150},
    );
  });

  it('loses nothing of a text', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(hostileText(), breakage())), parts => {
        const text = parts.join('');
        assert.equal(
          splitDocuments(text)
            .map(piece => piece.text)
            .join(''),
          text,
        );
      }),
    );
  });

  it('reads the documents around a broken one', () => {
    fc.assert(
      fc.property(fc.array(breakage(), {maxLength: 5}), parts => {
        const middle = parts.join('').replaceAll(/^\uFEFF*(---|\.\.\.)/gm, '-');
        const {documents, problems} = read(`first: 1\n---\n${middle}\n---\nlast: 1\n`);
        assert.deepEqual([documents.at(0)?.value, documents.at(-1)?.value], [{first: 1}, {last: 1}]);
        assert.equal(documents.length + problems.length, 3);
      }),
    );
  });
});
