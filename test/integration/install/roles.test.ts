import assert from 'node:assert/strict';
import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {CONFIG, installOutrigger, refusalOf, type Installation} from './installation.ts';

const ROLES = ['outrigger-audit', 'outrigger-jobs', 'outrigger-templates'] as const;
type Role = (typeof ROLES)[number];

/** Everything that each role allows, as `verb resource.group[/subresource]`. */
const ALLOWED: Readonly<Record<Role, readonly string[]>> = {
  'outrigger-audit': [
    ...['sidecarpolicies.outrigger.dev', 'clustersidecarpolicies.outrigger.dev'].flatMap(reads),
    'patch sidecarpolicies.outrigger.dev',
    'patch clustersidecarpolicies.outrigger.dev',
    'patch sidecarpolicies.outrigger.dev/status',
    'patch clustersidecarpolicies.outrigger.dev/status',
    ...['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'cronjobs.batch', 'jobs.batch'].flatMap(reads),
    ...['pods', 'namespaces', 'nodes', 'services', 'networkpolicies.networking.k8s.io'].flatMap(reads),
    'create events.events.k8s.io',
  ],
  'outrigger-jobs': ['patch pods/status'],
  'outrigger-templates': ['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'cronjobs.batch'].map(
    resource => `patch ${resource}`,
  ),
};

/** A write or read with each role's permission, of what is not there: 404 with it, 403 without. */
const PROBES: Readonly<Record<Role, string>> = {
  'outrigger-audit': '/apis/apps/v1/namespaces/default/deployments/none',
  'outrigger-jobs': '/api/v1/namespaces/default/pods/none/status',
  'outrigger-templates': '/apis/apps/v1/namespaces/default/deployments/none',
};

const FORBIDDEN: readonly string[] = [
  ...['secrets', 'configmaps', 'serviceaccounts', 'persistentvolumeclaims', 'roles.rbac.authorization.k8s.io'].flatMap(
    reads,
  ),
  ...['pods/exec', 'pods/attach', 'pods/portforward', 'pods/ephemeralcontainers', 'pods/eviction', 'nodes/proxy'].map(
    resource => `create ${resource}`,
  ),
  'get pods/log',
  'create serviceaccounts/token',
  ...['pods', 'jobs.batch', 'deployments.apps', 'namespaces', 'sidecarpolicies.outrigger.dev'].flatMap(resource =>
    ['create', 'update', 'delete', 'deletecollection'].map(verb => `${verb} ${resource}`),
  ),
  'patch pods',
  'patch jobs.batch',
  'update pods/status',
  'patch deployments.apps/scale',
  'patch deployments.apps/status',
  'patch nodes',
  'patch services',
  ...['mutatingadmissionpolicies', 'validatingadmissionpolicies', 'validatingadmissionpolicybindings'].flatMap(plural =>
    ['create', 'patch', 'delete'].map(verb => `${verb} ${plural}.admissionregistration.k8s.io`),
  ),
  'escalate clusterroles.rbac.authorization.k8s.io',
  'impersonate users',
];

describe('the roles', function () {
  this.timeout(120_000);
  let installation: Installation;

  before(async () => {
    installation = await installOutrigger(await sharedCluster());
  });

  for (const role of ROLES) {
    it(`${role} allows what it is for`, async () => {
      for (const action of ALLOWED[role]) assert.ok(await may(action), action);
    });
  }

  it('allow nothing else', async () => {
    for (const action of FORBIDDEN) assert.ok(!(await may(action)), action);
  });

  for (const role of ROLES) {
    it(`${role} can be taken away, and the others stay`, async () => {
      const kept = ROLES.filter(other => other !== role).flatMap(other => ALLOWED[other]);
      await installation.admin.delete(`/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/${role}`);
      try {
        await eventually('it is gone', async () => (await probe(role)) === 403);
        for (const action of ALLOWED[role]) assert.ok(!(await may(action)), action);
        for (const action of kept) assert.ok(await may(action), action);
      } finally {
        await installation.cluster.kubectl(['apply', '--kustomize', CONFIG]);
        await eventually('it is back', async () => (await probe(role)) === 404);
      }
    });
  }

  it('allow the Lease of the replicas in the namespace of the install, by its name', async () => {
    const path = `/apis/coordination.k8s.io/v1/namespaces/${OPERATOR_NAMESPACE}/leases`;
    const {operator} = installation;
    assert.notEqual((await refusalOf(operator.get(`${path}/outrigger`))).status, 403);
    assert.equal((await refusalOf(operator.get(`${path}/other`))).status, 403);
    assert.equal((await refusalOf(operator.mergePatch(`${path}/other`, {}))).status, 403);
    assert.equal((await refusalOf(operator.delete(`${path}/outrigger`, {}, {dryRun: true}))).status, 403);
    for (const verb of ['get', 'list', 'watch', 'create', 'patch', 'update', 'delete']) {
      assert.ok(!(await may(`${verb} leases.coordination.k8s.io`)), verb);
    }
  });

  describe('of people', () => {
    const writes = ['create', 'update', 'patch', 'delete'].map(verb => `${verb} sidecarpolicies.outrigger.dev`);

    before(async () => {
      for (const role of ['admin', 'edit', 'view']) {
        const binding = ['create', 'rolebinding', `install-${role}`, `--clusterrole=${role}`, `--user=install-${role}`];
        await installation.cluster.kubectl([...binding, '--namespace=default']);
      }
    });

    it('let those who administer a namespace write its policies', async () => {
      await eventually('the roles are aggregated', () => may(writes[0] ?? '', 'install-admin'));
      for (const action of writes) assert.ok(await may(action, 'install-admin'), action);
    });

    it('let those who edit or view a namespace only read them', async () => {
      for (const user of ['install-edit', 'install-view']) {
        await eventually('the roles are aggregated', () => may('list sidecarpolicies.outrigger.dev', user));
        for (const action of writes) assert.ok(!(await may(action, user)), `${user}: ${action}`);
      }
    });

    it('let nobody write ClusterSidecarPolicies but administrators of the cluster', async () => {
      assert.ok(!(await may('create clustersidecarpolicies.outrigger.dev', 'install-admin')));
    });
  });

  /** The HTTP status that the operator's token gets. */
  async function probe(role: Role): Promise<number> {
    const {operator} = installation;
    const path = PROBES[role];
    const request = role === 'outrigger-audit' ? operator.get(path) : operator.strategicPatch(path, {});
    return (await refusalOf(request)).status;
  }

  /** Asks the API server's own authorizer. */
  async function may(action: string, user = `system:serviceaccount:${OPERATOR_NAMESPACE}:outrigger`): Promise<boolean> {
    const [verb = '', target = ''] = action.split(' ');
    const [name = '', subresource] = target.split('/');
    const [resource = '', ...group] = name.split('.');
    const resourceAttributes = {verb, group: group.join('.'), resource, subresource, namespace: 'default'};
    const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
    const review = {apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview'};
    const answer = await installation.admin.create(path, {...review, spec: {user, resourceAttributes}});
    return (answer['status'] as {allowed: boolean}).allowed;
  }
});

function reads(resource: string): readonly string[] {
  return ['get', 'list', 'watch'].map(verb => `${verb} ${resource}`);
}
