import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** A folder for one test. */
export class TemporaryFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'outrigger-test-'));

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
