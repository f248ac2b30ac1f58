import {isMap, isPair, isSeq, visit, type Document} from 'yaml';
import type {Style} from './context.ts';
import {parseJson} from '../input/parse-json.ts';
import type {Source} from './source.ts';

/** Finds out how a document is written, so that what is added looks alike. */
export function styleOf(source: Source, document: Document): Style {
  const json = parseJson(source.text) !== undefined;
  const step = json ? /\n([ \t]+)\S/.exec(source.text)?.[1] : undefined;
  return {json, step: step ?? '  ', indentSeq: indentsSequences(source, document)};
}

/** As the first list below a key does. */
function indentsSequences(source: Source, document: Document): boolean {
  let answer = true;
  visit(document, {
    Map(_key, map) {
      const pair = map.items.find(each => isPair(each) && isSeq(each.value) && each.value.flow !== true);
      const list = pair?.value;
      if (!isMap(map) || map.flow === true || !isSeq(list) || list.range === null || list.range === undefined)
        return undefined;
      answer = source.column(list.range[0]) > source.column(map.range?.[0] ?? 0);
      return visit.BREAK;
    },
  });
  return answer;
}
