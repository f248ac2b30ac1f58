import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

export interface Endpoint {
  readonly server: string;
  /** path of the CA bundle */
  readonly ca: string;
  readonly directory: string;
}

/** Writes a kubeconfig that holds everything in itself, and gives its path. JSON is YAML, too. */
export async function writeKubeconfig(endpoint: Endpoint, user: string, token: string): Promise<string> {
  const file = join(endpoint.directory, `${user.replaceAll(/[:/]/g, '-')}.kubeconfig`);
  const authority = (await readFile(endpoint.ca)).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{name: 'outrigger', cluster: {server: endpoint.server, 'certificate-authority-data': authority}}],
    users: [{name: user, user: {token}}],
    contexts: [{name: 'outrigger', context: {cluster: 'outrigger', user, namespace: 'default'}}],
    'current-context': 'outrigger',
  };
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`, {mode: 0o600});
  return file;
}
