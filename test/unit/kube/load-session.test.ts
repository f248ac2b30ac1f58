import assert from 'node:assert/strict';
import {join} from 'node:path';
import {loadSession} from '../../../src/kube/load-session.ts';
import type {SessionSource} from '../../../src/kube/session-source.ts';
import {UserError} from '../../../src/runtime/errors.ts';
import {kubeconfigOf} from '../../support/kubeconfig-of.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

describe('finding the cluster', () => {
  let folder: TemporaryFolder;
  beforeEach(() => (folder = new TemporaryFolder()));
  afterEach(() => folder.remove());

  const serverOf = (source: SessionSource): string => loadSession(source).server;
  const says = (source: SessionSource, message: RegExp): void =>
    assert.throws(
      () => loadSession(source),
      error => error instanceof UserError && message.test(error.message),
    );

  /** A kubeconfig with two contexts. */
  function twoContexts(current?: string): unknown {
    const cluster = (name: string) => ({name, cluster: {server: `https://${name}.example`}});
    const context = (name: string) => ({name, context: {cluster: name, user: 'ann'}});
    return {
      clusters: [cluster('test'), cluster('prod')],
      users: [{name: 'ann', user: {token: 't'}}],
      contexts: [context('test'), context('prod')],
      ...(current === undefined ? {} : {'current-context': current}),
    };
  }

  it('knows the namespace that a context means, and that some mean none', () => {
    const config = kubeconfigOf('https://test.example') as {readonly contexts: readonly [{readonly context: object}]};
    const [{context}] = config.contexts;
    const inShop = {...config, contexts: [{name: 'test', context: {...context, namespace: 'shop'}}]};
    assert.equal(loadSession({kubeconfig: folder.write('shop', inShop)}).namespace, 'shop');
    assert.equal(loadSession({kubeconfig: folder.write('none', config)}).namespace, undefined);
  });

  it('knows the namespace of the pod that it runs in', () => {
    folder.write('token', 't');
    folder.write('namespace', 'tools\n');
    const environment = {KUBERNETES_SERVICE_HOST: '10.0.0.1'};
    assert.equal(loadSession({environment, serviceAccountFolder: folder.path}).namespace, 'tools');
  });

  it('takes an explicit file before anything else, also in a pod', () => {
    const kubeconfig = folder.write('explicit', kubeconfigOf('https://explicit.example'));
    const environment = {
      KUBERNETES_SERVICE_HOST: '10.0.0.1',
      KUBECONFIG: folder.write('other', kubeconfigOf('https://other.example')),
    };
    assert.equal(serverOf({kubeconfig, environment}), 'https://explicit.example');
  });

  it('takes the ServiceAccount in a pod, IPv6 included', () => {
    folder.write('token', 't');
    folder.write('ca.crt', 'ca');
    const serviceAccountFolder = folder.path;
    const environment = {KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '6443', KUBECONFIG: '/nowhere'};
    assert.equal(serverOf({environment, serviceAccountFolder}), 'https://10.0.0.1:6443');
    assert.equal(
      serverOf({environment: {KUBERNETES_SERVICE_HOST: 'fd00::1'}, serviceAccountFolder}),
      'https://[fd00::1]:443',
    );
  });

  it('says what to do in a pod without a token', () => {
    says(
      {environment: {KUBERNETES_SERVICE_HOST: '10.0.0.1'}, serviceAccountFolder: folder.path},
      /automountServiceAccountToken: true, or pass --kubeconfig/,
    );
  });

  it('takes $KUBECONFIG, and of several files the first that has an entry', () => {
    const first = folder.write('first', twoContexts('prod'));
    const second = folder.write('second', kubeconfigOf('https://second.example'));
    const environment = {KUBECONFIG: ['/nowhere', first, second].join(':')};
    assert.equal(serverOf({environment}), 'https://prod.example');
    assert.equal(serverOf({environment, context: 'test'}), 'https://test.example');
  });

  it('takes ~/.kube/config when nothing else is said', () => {
    assert.throws(
      () => loadSession({environment: {HOME: folder.path}}),
      new RegExp(join(folder.path, '.kube', 'config')),
    );
  });

  it('takes the context that is asked for, also in a pod', () => {
    const environment = {KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBECONFIG: folder.write('config', twoContexts('test'))};
    assert.equal(serverOf({environment, context: 'prod'}), 'https://prod.example');
  });

  it('says which file is missing and how to name another', () => {
    says(
      {kubeconfig: '/nowhere/config'},
      /^There is no kubeconfig: \/nowhere\/config does not exist\. Pass --kubeconfig FILE, or set KUBECONFIG\.$/,
    );
    says({environment: {}}, /HOME is not set/);
  });

  it('lists the contexts that there are', () => {
    const kubeconfig = folder.write('config', twoContexts());
    says({kubeconfig, context: 'staging'}, /has no context "staging"\. It has: test, prod\.$/);
    says({kubeconfig}, /has no current context; pass --context\. It has: test, prod\.$/);
    says(
      {kubeconfig: folder.write('empty', {})},
      /has no current context; pass --context\. It has no contexts at all\.$/,
    );
  });

  it('says what a context is missing', () => {
    const config = {...(twoContexts('test') as object), users: [], clusters: []};
    says(
      {kubeconfig: folder.write('config', config)},
      /context "test" names cluster "test" and user "ann", which it does not have/,
    );
  });

  it('is not kept from work by a broken entry of another context', () => {
    const config = twoContexts('test') as {users: unknown[]};
    config.users.push({name: 'broken', user: {tokenFile: '/nowhere/token'}});
    assert.equal(serverOf({kubeconfig: folder.write('config', config)}), 'https://test.example');
  });

  it('says so when the file is no kubeconfig', () => {
    says({kubeconfig: folder.write('config', '{[')}, /cannot be read/);
    says({kubeconfig: folder.write('config', '')}, /cannot be read/);
  });
});
