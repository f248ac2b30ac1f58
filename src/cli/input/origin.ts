/** Where something was read. */
export interface Origin {
  /** As the user wrote it, or below a folder that the user named; `standard input` for `-`. */
  readonly file: string;
  /** Which YAML document of the file, from 1; absent: the file as a whole. */
  readonly document?: number;
  /** Where it begins, from 1. */
  readonly line?: number;
  /** Which entry of a List, from 1. */
  readonly item?: number;
}

/** Something that cannot be read: a sentence or two, with what to do. */
export interface Problem {
  readonly origin: Origin;
  readonly message: string;
}

/** `shop.yaml:12 (document 2, item 3)`. */
export function whereIs({file, document, line, item}: Origin): string {
  const place = line === undefined ? file : `${file}:${line}`;
  const parts = [
    ...(document === undefined || document === 1 ? [] : [`document ${document}`]),
    ...(item === undefined ? [] : [`item ${item}`]),
  ];
  return parts.length === 0 ? place : `${place} (${parts.join(', ')})`;
}
