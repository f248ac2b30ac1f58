import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {certificatesIn} from './material.ts';
import type {KeyPair} from './key-pair.ts';
import {livingAuthorities} from './rotation.ts';

/** The names that Kubernetes and cert-manager give to the files. */
const [CERT, KEY, AUTHORITIES] = ['tls.crt', 'tls.key', 'ca.crt'];

/** The pair in a folder. @throws Error where a file cannot be read */
export async function mountedPair(folder: string): Promise<KeyPair> {
  const [cert, key] = await Promise.all([CERT, KEY].map(async name => readFile(join(folder, name), 'utf8')));
  return {cert: cert ?? '', key: key ?? ''};
}

/**
 * The authorities that API servers must know: those in the same folder and, while they vouch for anything, those that
 * they know (`told`, PEM). A pair that is mounted is not served everywhere at once, and never where it is of no use.
 * Undefined: the folder has none.
 */
export async function mountedAuthorities(
  folder: string,
  {told, now}: {readonly told: string; readonly now: number},
): Promise<readonly string[] | undefined> {
  const mounted = await authoritiesIn(folder);
  if (mounted === undefined) return undefined;
  return [...new Set([...livingAuthorities(certificatesIn(told), now), ...mounted])];
}

async function authoritiesIn(folder: string): Promise<readonly string[] | undefined> {
  try {
    return certificatesIn(await readFile(join(folder, AUTHORITIES), 'utf8'));
  } catch {
    return undefined;
  }
}
