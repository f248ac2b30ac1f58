import {isAlias, isCollection, isMap, isScalar, isSeq, visit, type Node} from 'yaml';
import {isObject, sameJson} from '../../domain/json.ts';
import type {Change, Context, Place} from './context.ts';
import {editBlockMap} from './edit-block-map.ts';
import {editBlockSeq} from './edit-block-seq.ts';
import {editFlow} from './edit-flow.ts';
import {replaceScalar} from './replace-scalar.ts';
import {replaceValue} from './replace-value.ts';
import type {Item} from './items.ts';
import type {Splice} from './splice.ts';

/** The splices that make the value of an item another one: as few and as small as can be. */
export function editItem(context: Context, item: Item, change: Change, place: Place): readonly Splice[] {
  const {value} = item;
  if (value !== null && hasAnchor(value)) context.seen.anchors.set(value, change.wanted);
  if (sameJson(change.old, change.wanted) && !hasStaleAlias(context, value)) return unchanged(context, value);
  if (isAlias(value) && followsAnchor(context, value, change.wanted)) return [];
  return editInside(context, item, change, place) ?? replaceValue(context, item, change.wanted, place);
}

/** Takes note of the anchors inside. */
function unchanged({document, seen}: Context, value: Node | null): readonly Splice[] {
  if (value === null || !seen.hasAliases) return [];
  visit(value, {
    Value(_key, node) {
      if (hasAnchor(node)) seen.anchors.set(node, node.toJS(document, {maxAliasCount: -1}));
    },
  });
  return [];
}

function hasAnchor(node: Node): boolean {
  return (isScalar(node) || isCollection(node)) && node.anchor !== undefined;
}

function editInside(context: Context, item: Item, change: Change, place: Place): readonly Splice[] | undefined {
  const {value} = item;
  const {old, wanted} = change;
  if (isMap(value) && isObject(old) && isObject(wanted)) {
    return value.flow === true ? editFlow(context, value, change, place) : editBlockMap(context, value, {old, wanted});
  }
  if (isSeq(value) && Array.isArray(old) && Array.isArray(wanted)) {
    return value.flow === true
      ? editFlow(context, value, change, place)
      : editBlockSeq(context, value, {old, wanted, place});
  }
  const isScalarWanted = typeof wanted !== 'object' || wanted === null;
  if (isScalar(value) && isScalarWanted) return replaceScalar(context, {item, scalar: value}, wanted, place);
  return undefined;
}

/** True where an alias inside would change with its anchor. */
function hasStaleAlias(context: Context, value: Node | null): boolean {
  if (context.anchors.size === 0 || value === null) return false;
  let found = false;
  visit(value, {
    Alias(_key, alias) {
      const anchor = alias.resolve(context.document);
      found = anchor !== undefined && context.anchors.has(anchor);
      return found ? visit.BREAK : undefined;
    },
  });
  return found;
}

/** True where the anchor becomes what is wanted of its alias. */
function followsAnchor(context: Context, alias: Node, wanted: unknown): boolean {
  if (!isAlias(alias)) return false;
  const anchor = alias.resolve(context.document);
  return anchor !== undefined && context.anchors.has(anchor) && sameJson(context.anchors.get(anchor), wanted);
}
