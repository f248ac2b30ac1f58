import type {ServerVersion} from './facts.ts';
import {stringAt} from './json.ts';

/** Reads the answer of `/version`; some providers write `minor: "31+"`. Undefined: it says no version. */
export function parseServerVersion(answer: unknown): ServerVersion | undefined {
  const [major, minor] = ['major', 'minor'].map(field => Number.parseInt(stringAt(answer, field) ?? '', 10));
  if (major === undefined || minor === undefined || Number.isNaN(major) || Number.isNaN(minor)) return undefined;
  return {major, minor};
}
