import {load} from 'js-yaml';
import {isObject, type JsonObject} from '../../domain/json.ts';

/**
 * The object of a YAML text that has nothing but maps, lists and scalars, as nearly every manifest, six times as fast as
 * with nodes (measured with 4,000 documents). undefined: it is no such text, or something is wrong with it;
 * `parseDocument` knows what.
 */
export function parsePlainYaml(text: string): JsonObject | undefined {
  if (SPECIAL.some(pattern => pattern.test(text))) return undefined;
  try {
    const value = load(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Where the two parsers could differ, or where one of them takes what the other calls wrong. */
const SPECIAL: readonly RegExp[] = [
  // Anchors, aliases, tags, complex keys, directives, where a node can begin; also in scripts, where they mean nothing.
  /(?:^|[\n:,[{-]) *[&*!?%@`]/,
  // Merge keys and templates.
  /<<|\{\{/,
  // Tabs, and characters that one of them takes for the end of a line.
  /[^\P{Cc}\n\r]|\r(?!\n)|[\u2028\u2029\ufeff]/u,
  // Line ends that are kept where the text ends, and numbers that are too large.
  /[|>]\d?\+|\d[eE]\+?\d{3}/,
  // Keys that are too long for YAML.
  /[^\n]{1024}/,
  // Keys that are null.
  /(?:^|[\n,{[-]) *(?:(?:~|null|Null|NULL) *)?:(?:[\s,\]}]|$)/,
];
