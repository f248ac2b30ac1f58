import {createPrivateKey, X509Certificate} from 'node:crypto';
import {isIP} from 'node:net';

/** A certificate, with those that it needs after it, and its private key; both PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** @throws Error whose message says what is wrong with the pair: no certificate, no key, not of each other. */
export function checkPair({cert, key}: KeyPair): void {
  const certificate = parsed('certificate', () => new X509Certificate(cert));
  const privateKey = parsed('private key', () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) throw new Error('the private key is not that of the certificate');
}

/** Since when and until when a certificate is good, in milliseconds since the epoch. @throws Error when it is none */
export function validity(cert: string): {readonly from: number; readonly to: number} {
  const {validFromDate, validToDate} = parsed('certificate', () => new X509Certificate(cert));
  return {from: validFromDate.getTime(), to: validToDate.getTime()};
}

/** @param hosts names and IP addresses; a certificate is good for all of them or not good */
export function isGoodFor(cert: string, hosts: readonly string[]): boolean {
  const certificate = parsed('certificate', () => new X509Certificate(cert));
  return hosts.every(
    host => (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined,
  );
}

function parsed<T>(what: string, parse: () => T): T {
  try {
    return parse();
  } catch (thrown) {
    throw new Error(`there is no ${what} in PEM`, {cause: thrown});
  }
}
