import {generateKeyPairSync, randomBytes} from 'node:crypto';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';

const groupOf = {
  admin: 'system:masters',
  'system:kube-controller-manager': '',
  'system:kube-scheduler': '',
  'system:node:node-1': 'system:nodes',
} as const;

export type User = keyof typeof groupOf;

export interface Credentials {
  /** for --token-auth-file */
  readonly tokenFile: string;
  /** signs and checks ServiceAccount tokens */
  readonly signingKey: string;
  readonly tokens: Readonly<Record<User, string>>;
}

/** Makes new secrets for one cluster. */
export async function makeCredentials(directory: string): Promise<Credentials> {
  const tokenFile = join(directory, 'tokens.csv');
  const signingKey = join(directory, 'service-account.key');
  const tokens = Object.fromEntries(Object.keys(groupOf).map(user => [user, randomBytes(16).toString('hex')]));
  const lines = Object.entries(groupOf).map(([user, group]) => `${tokens[user] ?? ''},${user},${user},${group}\n`);
  const {privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  await writeFile(tokenFile, lines.join(''), {mode: 0o600});
  await writeFile(signingKey, privateKey.export({type: 'sec1', format: 'pem'}), {mode: 0o600});
  return {tokenFile, signingKey, tokens: tokens as Record<User, string>};
}
