import assert from 'node:assert/strict';
import {copyFileSync} from 'node:fs';
import {join} from 'node:path';
import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {CertificateGate} from '../../support/certificate-gate.ts';
import {eventually} from '../../support/eventually.ts';
import {tlsFile} from '../../support/https-peer.ts';
import {installedKubeconfig} from '../../support/installed-operator.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';
import type {Fault} from './fault-run.ts';
import {faultTable} from './fault-table.ts';
import {userOf, type Scene, type SceneOptions} from './scene.ts';

type Place = Pick<SceneOptions, 'cluster' | 'namespace'>;

/** A token of the operator's ServiceAccount that is good for as long as a Secret of this name is there. */
async function boundToken(cluster: Cluster, name: string): Promise<string> {
  const home = `--namespace=${OPERATOR_NAMESPACE}`;
  await cluster.kubectl(['create', 'secret', 'generic', name, home]);
  const bound = ['--bound-object-kind=Secret', `--bound-object-name=${name}`];
  return (await cluster.kubectl(['create', 'token', 'outrigger', home, ...bound])).trim();
}

/** The server does not take the first token any more; it may remember for ten seconds that it was good. */
async function revokeFirst({cluster, http, namespace}: Scene): Promise<void> {
  await cluster.kubectl(['delete', 'secret', `${namespace}-first`, `--namespace=${OPERATOR_NAMESPACE}`]);
  await eventually('the old token is refused', () => {
    http.cutWatches();
    return http.requests.some(({status}) => status === 401);
  });
}

async function takeSecond(scene: Scene): Promise<void> {
  scene.login({token: await boundToken(scene.cluster, `${scene.namespace}-second`)});
}

async function isLetIn({http}: Scene): Promise<void> {
  const last = http.requests.findLast(({status}) => status === 401);
  await eventually('the new token is used', () =>
    http.requests.some(({at, status}) => at > (last?.at ?? 0) && status === 200),
  );
}

const TOKENS: readonly Fault[] = [
  {
    title: 'whose token is replaced before the old one is refused takes the new one',
    midway: async scene => {
      await takeSecond(scene);
      await revokeFirst(scene);
      await isLetIn(scene);
    },
  },
  {
    title: 'whose token is refused before there is a new one waits for it',
    midway: async scene => {
      await revokeFirst(scene);
      await takeSecond(scene);
      await isLetIn(scene);
    },
  },
];

async function firstToken({cluster, namespace}: Place): Promise<Partial<SceneOptions>> {
  await installedKubeconfig(cluster);
  return {user: {token: await boundToken(cluster, `${namespace}-first`)}};
}

/** Certificates that a gate before the API server lets in, and the files from which the operator takes its own. */
class Certificates {
  #folder: TemporaryFolder | undefined;
  #gate: CertificateGate | undefined;

  get gate(): CertificateGate {
    if (this.#gate === undefined) throw new Error('there is no gate yet');
    return this.#gate;
  }

  /** Made when it is needed: who only reads this file leaves no folder behind. */
  get #path(): string {
    return (this.#folder ??= new TemporaryFolder()).path;
  }

  /** Whom the operator shows from now on. */
  show(name: 'first' | 'second'): void {
    for (const kind of ['crt', 'key']) copyFileSync(tlsFile(`${name}.${kind}`), join(this.#path, `own.${kind}`));
  }

  async options({cluster}: Place): Promise<Partial<SceneOptions>> {
    const {token} = userOf(await installedKubeconfig(cluster));
    this.show('first');
    const [certificate, key] = ['own.crt', 'own.key'].map(name => join(this.#path, name));
    return {
      user: {'client-certificate': certificate, 'client-key': key},
      front: async url => {
        const gate = await CertificateGate.start(url, String(token));
        this.#gate = gate;
        gate.admit('first');
        const stop = async (): Promise<void> => {
          await gate.stop();
          this.#folder?.remove();
        };
        return {url: gate.url, cluster: {'certificate-authority': tlsFile('ca.crt')}, stop};
      },
    };
  }
}

const certificates = new Certificates();

const CERTIFICATES: readonly Fault[] = [
  {
    title: 'whose client certificate is replaced, and the old one refused, shows the new one',
    midway: async ({http}) => {
      certificates.show('second');
      certificates.gate.admit('second');
      http.cutWatches();
    },
    // Each watch and each worker at most once: it is not refused again and again.
    after: () => assert.ok(certificates.gate.refused <= 40, `${certificates.gate.refused} requests were refused`),
  },
];

describe('an operator whose credentials are rotated', function () {
  this.timeout(600_000);
  faultTable({name: 'tokens', length: 'Short', faults: TOKENS, options: firstToken});
  faultTable({
    name: 'certificates',
    length: 'Short',
    faults: CERTIFICATES,
    options: async place => certificates.options(place),
  });
});
