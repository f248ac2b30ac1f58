import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** A folder for one test; `sweep` finds by its name that the process is gone which should have removed it. */
export class TemporaryFolder {
  readonly path = mkdtempSync(join(tmpdir(), `outrigger-test-${process.pid}-`));

  /** Writes a file and answers its path; a text as it is, anything else as JSON (which is YAML, too). */
  write(name: string, content: unknown, mode = 0o600): string {
    const file = join(this.path, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), {mode});
    return file;
  }

  remove(): void {
    rmSync(this.path, {recursive: true, force: true});
  }
}
