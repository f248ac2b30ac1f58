import {closeSync, openSync, readSync} from 'node:fs';
import {join} from 'node:path';
import {auditEntry, type AuditEntry} from './audit-entry.ts';

const CHUNK_BYTES = 1 << 20;

/**
 * Every request of Outrigger's user, written down by the API server: what the operator did is not asked of the
 * operator. Read piece by piece, so that following it costs next to nothing.
 */
export class AuditLog {
  readonly #file: string;
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  #offset = 0;
  #rest = Buffer.alloc(0);

  /** `directory`: of a cluster that was started with an audit policy. */
  constructor(directory: string) {
    this.#file = join(directory, 'audit.log');
  }

  /** What has been written since the last call, in the order in which the stages were reached. */
  read(): readonly AuditEntry[] {
    return this.lines().map(auditEntry);
  }

  /** The same, for {@link auditEntry} later: to read them takes long. */
  lines(): readonly string[] {
    const text = this.#readOn();
    const end = text.lastIndexOf(0x0a) + 1;
    this.#rest = Buffer.from(text.subarray(end));
    return text
      .subarray(0, end)
      .toString()
      .split('\n')
      .filter(line => line !== '');
  }

  #readOn(): Buffer {
    const pieces = [this.#rest];
    const file = openSync(this.#file, 'r');
    try {
      for (;;) {
        const bytes = readSync(file, this.#chunk, 0, CHUNK_BYTES, this.#offset);
        if (bytes === 0) return Buffer.concat(pieces);
        pieces.push(Buffer.from(this.#chunk.subarray(0, bytes)));
        this.#offset += bytes;
      }
    } finally {
      closeSync(file);
    }
  }
}
