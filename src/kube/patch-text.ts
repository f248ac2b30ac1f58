import {goJson} from './go-json.ts';

/** One operation of RFC 6902. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** A JSON Patch as it is sent. */
export type PatchText = string & {readonly patch: unique symbol};

export function patchText(operations: readonly PatchOperation[]): PatchText {
  return goJson(operations) as PatchText;
}
