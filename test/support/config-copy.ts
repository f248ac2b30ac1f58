import {cpSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {TemporaryFolder} from './temporary-folder.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** A copy of `config/` and what it refers to, whose owner has edited its kustomization; for `--kustomize`. */
export class ConfigCopy {
  readonly #folder = new TemporaryFolder();

  constructor(edit: (kustomization: string) => string) {
    for (const part of ['config', 'crds']) cpSync(join(ROOT, part), join(this.#folder.path, part), {recursive: true});
    const file = join(this.path, 'kustomization.yaml');
    writeFileSync(file, edit(readFileSync(file, 'utf8')));
  }

  get path(): string {
    return join(this.#folder.path, 'config');
  }

  remove(): void {
    this.#folder.remove();
  }
}
