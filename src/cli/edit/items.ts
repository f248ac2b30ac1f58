import type {CST, Node, Pair, YAMLMap, YAMLSeq} from 'yaml';
import {placeOf, type ItemPlace} from './item-place.ts';
import {commentColumn, type Source} from './source.ts';

/** An item of a collection and its place in the text: an element of a sequence, or a pair of a mapping. */
export interface Item extends ItemPlace {
  /** The lines that move with an item of a block: with the comments that are its own. The first may begin mid-line. */
  readonly from: number;
  readonly to: number;
}

export type Collection = YAMLMap | YAMLSeq;

/** The items of a collection that was parsed with its tokens. */
export function itemsOf(source: Source, collection: Collection): readonly Item[] {
  const tokens = (collection.srcToken as CST.BlockMap | undefined)?.items ?? [];
  const places = collection.items.map((item, index) => placeOf(source, item as Pair | Node, tokens[index]));
  if (collection.flow === true) return places.map(place => ({...place, from: place.start, to: place.end}));
  return places.map((place, index) => {
    const previous = places[index - 1];
    const floor = previous === undefined ? 0 : linesEnd(source, previous, place);
    return {...place, from: linesStart(source, place, floor), to: linesEnd(source, place, places[index + 1])};
  });
}

/** Comments directly above, in the column of the item, belong to it. */
function linesStart(source: Source, {start}: ItemPlace, floor: number): number {
  if (!source.isFirstOnLine(start)) return start;
  const column = source.column(start);
  let from = source.lineStart(start);
  while (from > floor) {
    const above = source.lineStart(from - 1);
    if (above < floor || commentColumn(source.lineAt(above)) !== column) break;
    from = above;
  }
  return from;
}

/** Comments below belong to the item where they are indented deeper than it. */
function linesEnd(source: Source, {start, end}: ItemPlace, next: ItemPlace | undefined): number {
  const column = source.column(start);
  let to = source.lineEnd(end);
  for (let at = to; at < (next?.start ?? source.text.length);) {
    const line = source.lineAt(at);
    const comment = commentColumn(line);
    if (comment === undefined || (comment >= 0 && comment <= column)) break;
    at += line.length;
    if (comment > column) to = at;
  }
  return to;
}
