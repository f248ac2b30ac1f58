import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** A copy of `config/` whose owner has said where the image is, as the comment there asks; for `--kustomize`. */
export class OwnConfig {
  readonly #folder = mkdtempSync(join(tmpdir(), 'outrigger-config-'));

  constructor(image: {readonly name: string; readonly tag: string}) {
    for (const part of ['config', 'crds']) cpSync(join(ROOT, part), join(this.#folder, part), {recursive: true});
    const file = join(this.path, 'kustomization.yaml');
    const text = readFileSync(file, 'utf8')
      .replaceAll(/^# (images:| {2}- name: outrigger| {4}new(?:Name|Tag): .*)$/gm, '$1')
      .replace(/newName: .*/, `newName: ${image.name}`)
      .replace(/newTag: .*/, `newTag: ${image.tag}`);
    writeFileSync(file, text);
  }

  get path(): string {
    return join(this.#folder, 'config');
  }

  remove(): void {
    rmSync(this.#folder, {recursive: true});
  }
}
