import {compilePodPolicy} from '../../src/admission/pods/compile.ts';
import {unitsOf} from '../../src/admission/pods/units.ts';
import {stringAt, type JsonObject} from '../../src/domain/json.ts';
import type {Policy} from '../../src/domain/policy.ts';
import {objectPath, RESOURCES} from '../../src/kube/resources.ts';
import type {Admin} from './kube-client.ts';

/** Stores what is compiled from these policies, as an operator leaves it behind; answers the names. */
export async function applyCompiled({rest}: Admin, policies: readonly Policy[]): Promise<readonly string[]> {
  const names: string[] = [];
  for (const unit of unitsOf(policies, [])) {
    const compiled = compilePodPolicy(unit);
    if (compiled.type === 'Refused') throw new Error(JSON.stringify(compiled.findings));
    const name = nameOf(compiled.policy);
    await rest.apply(objectPath(RESOURCES.MutatingAdmissionPolicy, {name}), compiled.policy);
    await rest.apply(objectPath(RESOURCES.MutatingAdmissionPolicyBinding, {name}), compiled.binding);
    names.push(name);
  }
  return names;
}

function nameOf(object: JsonObject): string {
  return stringAt(object, 'metadata', 'name') ?? '';
}
