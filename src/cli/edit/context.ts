import type {Document, Node} from 'yaml';
import type {Item} from './items.ts';
import type {Source} from './source.ts';

/** What is known about the document that is edited. */
export interface Context {
  readonly source: Source;
  readonly document: Document;
  readonly style: Style;
  /** Puts new `initContainers` below `containers`: their aliases then stand below the anchors. */
  readonly below: boolean;
  /** Nodes whose anchors change or go, with what they become: aliases that are to stay as they were are written out. */
  readonly anchors: ReadonlyMap<Node, unknown>;
  readonly seen: Seen;
}

/** What has become of the nodes with anchors, for a document that has aliases. */
export interface Seen {
  readonly hasAliases: boolean;
  readonly anchors: Map<Node, unknown>;
}

/** How the text is written. */
export interface Style {
  /** JSON, not only YAML in braces. */
  readonly json: boolean;
  /** One step of indentation. */
  readonly step: string;
  /** True where the dashes below a key stand to the right of it. */
  readonly indentSeq: boolean;
}

/** A value as it is and as it is to be. */
export interface Change {
  readonly old: unknown;
  readonly wanted: unknown;
}

/** Where an item stands. */
export interface Place {
  /** Column of the collection that has the item. */
  readonly column: number;
  readonly kind: 'root' | 'pair' | 'element';
  /** Inside of brackets or braces. */
  readonly flow: boolean;
  /** Elements that lists of the same object lose. */
  readonly leaving: Leaving;
}

/** Elements by name, with where they stand now. */
export type Leaving = Map<string, {readonly item: Item; readonly old: unknown; readonly flow: boolean}>;
