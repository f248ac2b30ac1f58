import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type Node,
  type Scalar,
} from 'yaml';

/** What is wrong with a document although a parser of YAML takes it. */
export interface NodeProblem {
  readonly node: Node;
  /** Goes on after the place: what is wrong, and what to do. */
  readonly message: string;
  /** It may come of a template that is not filled in. */
  readonly isOfKey: boolean;
}

/**
 * The first of: a key that has no counterpart in JSON or is there twice, an alias without an end or a beginning, a merge
 * of what is no object; and at last more repetition than anybody writes. In one walk, in time that grows with the text
 * alone: the parser's own checks of keys and of aliases take the square of it.
 */
export function problemIn(document: Document): NodeProblem | undefined {
  const walk = new Walk();
  const size = walk.sizeOf(document.contents);
  return walk.problem ?? walk.excess(size);
}

/** Values that aliases may add to a document: more than people write, less than an alias bomb. */
const MOST_REPEATED = 200_000;
/** Aliases times nodes: each alias of a document that is edited is looked for in all of it. */
const MOST_LOOKED_AT = 50_000_000;

interface Anchor {
  readonly node: Node;
  /** Values that it stands for; undefined while the walk is inside of it. */
  size: number | undefined;
}

class Walk {
  problem: NodeProblem | undefined;
  readonly #anchors = new Map<string, Anchor>();
  #first: Alias | undefined;
  #aliases = 0;
  #nodes = 0;

  /** How many values a node stands for once all aliases in it are followed; no longer right once there is a problem. */
  sizeOf(node: unknown): number {
    this.#nodes++;
    if (isAlias(node)) return this.#follow(node);
    const anchor = this.#open(node);
    const size = isCollection(node) ? this.#sizeOfItems(node.items) : 1;
    if (anchor !== undefined) anchor.size = size;
    return size;
  }

  /** @param size of the whole document */
  excess(size: number): NodeProblem | undefined {
    const isMuch = size - this.#nodes > MOST_REPEATED || this.#aliases * this.#nodes > MOST_LOOKED_AT;
    return this.#first !== undefined && isMuch ? {node: this.#first, message: EXCESS, isOfKey: false} : undefined;
  }

  #open(node: unknown): Anchor | undefined {
    if (!isNode(node) || isAlias(node) || node.anchor === undefined) return undefined;
    const anchor: Anchor = {node, size: undefined};
    this.#anchors.set(node.anchor, anchor);
    return anchor;
  }

  #follow(alias: Alias): number {
    this.#aliases++;
    this.#first ??= alias;
    const anchor = this.#anchors.get(alias.source);
    if (anchor?.size === undefined) return this.#fail(alias, anchor === undefined ? UNRESOLVED : CYCLE);
    return anchor.size;
  }

  #sizeOfItems(items: readonly unknown[]): number {
    let size = 1;
    const keys = new Set<unknown>();
    for (const item of items) {
      if (isPair(item)) this.#checkPair(item.key, item.value, keys);
      size += this.sizeOf(isPair(item) ? item.value : item);
      if (this.problem !== undefined) return size;
    }
    return size;
  }

  #checkPair(key: unknown, value: unknown, keys: Set<unknown>): void {
    if (!isNode(key)) return;
    this.#open(key);
    if (!isScalar(key)) this.#fail(key, COMPLEX_KEY, true);
    else if (isMerge(key)) this.#checkMerge(value);
    else if (keys.has(key.value)) this.#fail(key, DUPLICATE_KEY, true);
    else keys.add(key.value);
    const anchor = key.anchor === undefined ? undefined : this.#anchors.get(key.anchor);
    if (anchor !== undefined) anchor.size = 1;
  }

  #checkMerge(value: unknown): void {
    const merged = this.#resolved(value);
    const sources = isSeq(merged) ? merged.items.map(item => this.#resolved(item)) : [merged];
    // One that cannot be followed is reported as what it is.
    const isWrong = sources.some(source => source !== undefined && !isMap(source));
    if (isWrong && isNode(value)) this.#fail(value, MERGE);
  }

  /** The node itself or what its anchor names; undefined: it names nothing. */
  #resolved(node: unknown): unknown {
    return isAlias(node) ? this.#anchors.get(node.source)?.node : (node ?? null);
  }

  #fail(node: Node, message: string, isOfKey = false): number {
    this.problem ??= {node, message, isOfKey};
    return 0;
  }
}

/** A plain `<<`, of which the parser makes a symbol of its own each time; in quotes it is a text. */
function isMerge({value, type}: Scalar): boolean {
  return typeof value === 'symbol' || (value === '<<' && type === 'PLAIN');
}

const COMPLEX_KEY = 'has a key that is not plain text, which Kubernetes does not know; write the key out';
const DUPLICATE_KEY = 'has a key a second time in the same object; remove one of the two';
const CYCLE = 'has an alias inside of what its own anchor names, which has no end; write the value out';
const UNRESOLVED = 'has an alias that cannot be followed; define the anchor above it';
const MERGE = 'has a merge key (`<<`) that names no object; correct its alias, or leave it out';
const EXCESS = 'repeats its anchors more often than anybody writes, as an attack would; write the values out';
