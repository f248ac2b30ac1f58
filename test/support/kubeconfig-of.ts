/** A kubeconfig with one context `test`; `cluster` and `user` in the words of the file. */
export function kubeconfigOf(
  server: string,
  user: Readonly<Record<string, unknown>> = {},
  cluster: Readonly<Record<string, unknown>> = {},
): unknown {
  const plain = server.startsWith('http://') ? {'insecure-skip-tls-verify': true} : {};
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{name: 'test', cluster: {server, ...plain, ...cluster}}],
    users: [{name: 'test', user}],
    contexts: [{name: 'test', context: {cluster: 'test', user: 'test'}}],
    'current-context': 'test',
  };
}
