import {WEBHOOK_SERVICE} from '../../admission/webhook/configuration.ts';
import {OPERATOR_NAMESPACE} from '../../api/constants.ts';
import {stringAt, type JsonObject} from '../../domain/json.ts';
import {objectPath, RESOURCES} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import {materialIn, secretData, type Material} from './material.ts';

/** The Secret as it was read. */
export interface StoredMaterial {
  /** Undefined: the Secret holds none yet, or nothing that is of use. */
  readonly material: Material | undefined;
  readonly resourceVersion: string;
}

const PATH = objectPath(RESOURCES.Secret, {namespace: OPERATOR_NAMESPACE, name: WEBHOOK_SERVICE});

/** The Secret with the webhook's certificate: all replicas read it, the leader writes it. */
export class CertificateSecret {
  readonly #rest: Pick<Rest, 'get' | 'mergePatch'>;

  constructor(rest: Pick<Rest, 'get' | 'mergePatch'>) {
    this.#rest = rest;
  }

  /** @throws ApiError, with 404 where the webhook is not installed */
  async read(): Promise<StoredMaterial> {
    return storedIn(await this.#rest.get(PATH));
  }

  /** @throws ApiError, with 409 where somebody has written it since it was read */
  async write(material: Material, resourceVersion: string): Promise<void> {
    await this.#rest.mergePatch(PATH, {metadata: {resourceVersion}, data: secretData(material)}, {answer: 'Metadata'});
  }
}

function storedIn(secret: JsonObject): StoredMaterial {
  return {material: materialIn(secret), resourceVersion: stringAt(secret, 'metadata', 'resourceVersion') ?? ''};
}
