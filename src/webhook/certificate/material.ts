import {stringAt, type JsonObject} from '../../domain/json.ts';
import type {Issued} from './issue.ts';
import {checkPair, validity, type KeyPair} from './key-pair.ts';

/** What the Secret holds: the pair that is served, the one that comes after it, and all authorities that count. */
export interface Material {
  /** PEM, each one certificate. */
  readonly authorities: readonly string[];
  readonly current: KeyPair;
  /** Waits until every API server knows its authority. */
  readonly next?: KeyPair;
}

/** `data` of a Secret; undefined: it is not whole, so that it is as good as none. */
export function materialIn(secret: JsonObject): Material | undefined {
  const read = (key: string): string => Buffer.from(stringAt(secret, 'data', key) ?? '', 'base64').toString('utf8');
  const [current, next] = [pairOf(read('tls.crt'), read('tls.key')), pairOf(read('next.crt'), read('next.key'))];
  const authorities = certificatesIn(read('ca.crt'));
  if (current === undefined || authorities.length === 0) return undefined;
  return {authorities, current, ...(next !== undefined && {next})};
}

/** For `data` of the Secret; null takes a key away. */
export function secretData({authorities, current, next}: Material): Readonly<Record<string, string | null>> {
  const text = (value: string): string => Buffer.from(value).toString('base64');
  return {
    'ca.crt': text(bundleOf(authorities)),
    'tls.crt': text(current.cert),
    'tls.key': text(current.key),
    'next.crt': next === undefined ? null : text(next.cert),
    'next.key': next === undefined ? null : text(next.key),
  };
}

/** One PEM file of them all, for `caBundle`. */
export function bundleOf(authorities: readonly string[]): string {
  return authorities.map(each => `${each.trim()}\n`).join('');
}

/** The certificates of a PEM file; what is none is left out. */
export function certificatesIn(pem: string): readonly string[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return found.filter(isCertificate);
}

function isCertificate(pem: string): boolean {
  try {
    validity(pem);
    return true;
  } catch {
    return false;
  }
}

export function firstMaterial({ca, cert, key}: Issued): Material {
  return {authorities: [ca], current: {cert, key}};
}

function pairOf(cert: string, key: string): KeyPair | undefined {
  try {
    checkPair({cert, key});
    return {cert, key};
  } catch {
    return undefined;
  }
}
