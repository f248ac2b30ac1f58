import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {certificatesIn} from './material.ts';
import type {KeyPair} from './key-pair.ts';

/** The names that Kubernetes and cert-manager give to the files. */
const [CERT, KEY, AUTHORITIES] = ['tls.crt', 'tls.key', 'ca.crt'];

/** The pair in a folder. @throws Error where a file cannot be read */
export async function mountedPair(folder: string): Promise<KeyPair> {
  const [cert, key] = await Promise.all([CERT, KEY].map(async name => readFile(join(folder, name), 'utf8')));
  return {cert: cert ?? '', key: key ?? ''};
}

/** The authorities in the same folder; undefined: it has none. */
export async function mountedAuthorities(folder: string): Promise<readonly string[] | undefined> {
  try {
    return certificatesIn(await readFile(join(folder, AUTHORITIES), 'utf8'));
  } catch {
    return undefined;
  }
}
