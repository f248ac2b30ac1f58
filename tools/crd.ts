import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';

/** What the generators read of a node of a CRD's schema; the rest of OpenAPI is not used there. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-validations'?: readonly CelRule[];
}

export interface CelRule {
  readonly rule: string;
  readonly message: string;
  readonly fieldPath?: string;
  readonly reason?: string;
}

/** A CustomResourceDefinition of `crds/`: whole, and its one version's schema. */
export interface Crd {
  readonly kind: string;
  readonly object: CrdObject;
  readonly schema: Schema;
}

export interface CrdObject {
  readonly metadata: {readonly name: string};
  readonly spec: {
    readonly scope: string;
    readonly names: Readonly<Record<string, unknown>> & {readonly kind: string; readonly plural: string};
    readonly versions: readonly [CrdVersion];
  };
}

interface PrinterColumn {
  readonly name: string;
  /** Above 0 only with `-o wide`. */
  readonly priority?: number;
  readonly description?: string;
}

interface CrdVersion {
  readonly name: string;
  readonly additionalPrinterColumns: readonly PrinterColumn[];
  readonly schema: {readonly openAPIV3Schema: Schema};
}

export const CRD_FOLDER = join(import.meta.dirname, '..', 'crds');

export const sidecarPolicyCrd = (): Crd => loadCrd('outrigger.dev_sidecarpolicies.yaml');
export const clusterSidecarPolicyCrd = (): Crd => loadCrd('outrigger.dev_clustersidecarpolicies.yaml');

/** Reads a CRD of `crds/`. Our own file: its shape is trusted, the API server checks it in the integration tests. */
function loadCrd(file: string): Crd {
  const object = parse(readFileSync(join(CRD_FOLDER, file), 'utf8')) as CrdObject;
  return {kind: object.spec.names.kind, object, schema: object.spec.versions[0].schema.openAPIV3Schema};
}

/** The node at a path of property names; `[]` steps into a list's items. Throws where there is none. */
export function schemaAt(schema: Schema, path: readonly string[]): Schema {
  let at: Schema | undefined = schema;
  for (const step of path) at = step === '[]' ? at?.items : at?.properties?.[step];
  if (at === undefined) throw new Error(`the CRD has no ${path.join('.')}`);
  return at;
}
