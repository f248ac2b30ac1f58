import {clusterSidecarPolicyCrd, sidecarPolicyCrd} from './crd.ts';
import {formatModule} from './types/format-module.ts';
import {policyTypes} from './types/policy-types.ts';
import {policyValues} from './types/policy-values.ts';
import {writeGenerated, type GeneratedFile} from './write-generated.ts';

/** `src/api/generated/`, made from `crds/`. */
export async function generatedTypes(): Promise<readonly GeneratedFile[]> {
  return Promise.all([
    generatedModule('sidecar-policy', await policyTypes(sidecarPolicyCrd())),
    generatedModule('cluster-sidecar-policy', await policyTypes(clusterSidecarPolicyCrd())),
    generatedModule('policy-values', policyValues(sidecarPolicyCrd())),
  ]);
}

async function generatedModule(name: string, text: string): Promise<GeneratedFile> {
  return {path: `src/api/generated/${name}.ts`, text: await formatModule(text)};
}

if (import.meta.main) writeGenerated(await generatedTypes());
