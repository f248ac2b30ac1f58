import {cpSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** A copy of `config/` whose owner has said where the image is, as the comment there asks; for `--kustomize`. */
export class OwnConfig {
  readonly #folder = new TemporaryFolder();

  constructor(image: {readonly name: string; readonly tag: string}) {
    for (const part of ['config', 'crds']) cpSync(join(ROOT, part), join(this.#folder.path, part), {recursive: true});
    const file = join(this.path, 'kustomization.yaml');
    const text = readFileSync(file, 'utf8')
      .replaceAll(/^# (images:| {2}- name: outrigger| {4}new(?:Name|Tag): .*)$/gm, '$1')
      .replace(/newName: .*/, `newName: ${image.name}`)
      .replace(/newTag: .*/, `newTag: ${image.tag}`);
    writeFileSync(file, text);
  }

  get path(): string {
    return join(this.#folder.path, 'config');
  }

  remove(): void {
    this.#folder.remove();
  }
}
