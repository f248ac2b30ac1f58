import {readFileSync} from 'node:fs';
import {stringAt, valueAt} from '../../src/domain/json.ts';

/** What a kubeconfig of the test cluster says. */
export interface Access {
  /** URL. */
  readonly server: string;
  /** PEM. */
  readonly ca: Buffer;
  readonly token: string;
}

export function accessOf(kubeconfig: string): Access {
  const config = JSON.parse(readFileSync(kubeconfig, 'utf8')) as {clusters: unknown[]; users: unknown[]};
  return {
    server: stringAt(config.clusters[0], 'cluster', 'server') ?? '',
    ca: Buffer.from(stringAt(config.clusters[0], 'cluster', 'certificate-authority-data') ?? '', 'base64'),
    token: String(valueAt(config.users[0], 'user', 'token')),
  };
}
