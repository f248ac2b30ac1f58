import {randomBytes} from 'node:crypto';
import {isIP} from 'node:net';
import type {KeyPair} from './key-pair.ts';

/** A serving certificate and the authority that vouches for it. */
export interface Issued extends KeyPair {
  /** The authority's certificate, PEM. */
  readonly ca: string;
}

export interface IssueOptions {
  /** Host names and IP addresses, at least one. */
  readonly hosts: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly lifetimeSeconds: number;
}

/** Whose clock is a little behind can use it at once. In milliseconds. */
export const SKEW = 300_000;

/**
 * A certificate with an authority of its own. The authority's key is thrown away: nobody can make another certificate that
 * the API server would take for ours, and renewing one is the same as beginning.
 */
export async function issue({hosts, now, lifetimeSeconds}: IssueOptions): Promise<Issued> {
  // 23 MB that only who issues certificates needs.
  const {generate} = await import('selfsigned');
  const [host = ''] = hosts;
  const common = {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - SKEW),
    notAfterDate: new Date(now + lifetimeSeconds * 1000),
  } as const;
  // Authorities of different certificates stand in one bundle, and are told apart by their names.
  const authority = await generate(named(`outrigger-webhook-ca-${randomBytes(4).toString('hex')}`), {
    ...common,
    extensions: [
      {name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true},
      {name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true},
    ],
  });
  const leaf = await generate(named(host.slice(0, LONGEST_NAME)), {
    ...common,
    ca: {key: authority.private, cert: authority.cert},
    extensions: [
      {name: 'basicConstraints', cA: false, critical: true},
      {name: 'keyUsage', digitalSignature: true, critical: true},
      {name: 'extKeyUsage', serverAuth: true},
      {name: 'subjectAltName', altNames: hosts.map(alternative)},
    ],
  });
  return {ca: authority.cert, cert: leaf.cert, key: leaf.private};
}

/** Of a common name (RFC 5280, ub-common-name). Nobody reads it. */
const LONGEST_NAME = 64;

function named(value: string) {
  return [{name: 'commonName', value}];
}

function alternative(host: string) {
  return isIP(host) === 0 ? ({type: 2, value: host} as const) : ({type: 7, ip: host} as const);
}
