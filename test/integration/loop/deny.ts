import type {JsonObject} from '../../../src/domain/json.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import {loadSession} from '../../../src/kube/load-session.ts';
import {objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {Rest} from '../../../src/kube/rest.ts';
import {eventually} from '../../support/eventually.ts';
import type {Lab} from './lab.ts';

const USER = 'system:serviceaccount:outrigger-system:outrigger';
const GROUP = '/apis/admissionregistration.k8s.io/v1';

/** From now on the API server refuses what the operator writes to one Deployment; answers how to end that. */
export async function denyWrites(lab: Lab, name: string): Promise<() => Promise<void>> {
  const called = `deny-${lab.namespace}-${name}`;
  const {rest} = lab.admin;
  await rest.create(`${GROUP}/validatingadmissionpolicies`, policyOf(called, lab.namespace, name));
  await rest.create(`${GROUP}/validatingadmissionpolicybindings`, bindingOf(called));
  await eventually(`writes to ${name} are denied`, async () => denies(lab, name));
  return async () => {
    await rest.delete(`${GROUP}/validatingadmissionpolicybindings/${called}`);
    await rest.delete(`${GROUP}/validatingadmissionpolicies/${called}`);
    await eventually(`writes to ${name} are allowed`, async () => !(await denies(lab, name)));
  };
}

function policyOf(called: string, namespace: string, name: string): JsonObject {
  const rule = {apiGroups: ['apps'], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['deployments']};
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: {name: called},
    spec: {
      matchConstraints: {resourceRules: [rule]},
      matchConditions: [
        {name: 'user', expression: `request.userInfo.username == '${USER}'`},
        {name: 'object', expression: `request.namespace == '${namespace}' && request.name == '${name}'`},
      ],
      validations: [{expression: 'false', message: 'the test says no'}],
    },
  };
}

function bindingOf(called: string): JsonObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: {name: called},
    spec: {policyName: called, validationActions: ['Deny']},
  };
}

/** As the operator's user, and without storing anything. */
async function denies({proxy, namespace}: Lab, name: string): Promise<boolean> {
  const session = loadSession({kubeconfig: proxy.kubeconfig});
  const patch = {metadata: {annotations: {'outrigger.dev/probe': 'test'}}};
  try {
    await new Rest(session).mergePatch(objectPath(RESOURCES.Deployment, {namespace, name}), patch, {dryRun: true});
    return false;
  } catch (error) {
    if (error instanceof ApiError && error.message.includes('the test says no')) return true;
    throw error;
  } finally {
    await session.close();
  }
}
