import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import {objectsAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {parsePolicy} from '../../../src/domain/policy-parse.ts';
import {plan} from '../../../src/domain/plan.ts';
import {isWorkloadKind, workloadOf} from '../../../src/domain/workload.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {installCrds} from '../../support/install-crds.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {CONFIG} from './installation.ts';

const SAMPLES = join(CONFIG, 'samples');
const NAMESPACE = 'outrigger-demo';

/** What the comment of each sample says. */
const EXPECTED: Readonly<Record<string, string>> = {
  'shop Deployment/checkout': 'Convert',
  'shop Deployment/storefront': 'Convert',
  'shop Deployment/forwarder': 'Blocked HostPort',
  'shop Deployment/search': 'AlreadyNative',
  'shop CronJob/cleanup': 'Convert',
  'shop Job/import-catalog': 'Blocked NeedsAdmission',
  'shop Job/import-prices': 'Blocked NeedsAdmission',
  'reports Deployment/dashboard': 'Convert',
  'reports Job/quarterly-report': 'Blocked NeedsAdmission',
};

describe('the samples', () => {
  let cluster: Cluster;

  before(async function () {
    this.timeout(120_000);
    cluster = await sharedCluster();
    await installCrds(cluster);
    await cluster.kubectl(['create', '--kustomize', SAMPLES]);
  });

  after(async () => {
    await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--wait=false']);
  });

  it('are policies that the API server takes', async () => {
    const files = ['audit', 'enforce'].map(name => `--filename=${join(SAMPLES, `policy-${name}.yaml`)}`);
    await cluster.kubectl(['create', '--dry-run=server', ...files]);
  });

  it('are workloads of which the policies say what their comments say', async () => {
    const stored = await workloads();
    const decisions = ['enforce', 'audit'].flatMap(name => stored.map(object => decide(policyOf(name), object)));
    assert.deepEqual(Object.fromEntries(decisions.flat()), EXPECTED);
  });

  async function workloads(): Promise<readonly JsonObject[]> {
    const kinds = 'deployments,cronjobs,jobs';
    const text = await cluster.kubectl(['get', kinds, `--namespace=${NAMESPACE}`, '--output=json']);
    // A minute may begin meanwhile, and the CronJob make a Job.
    return objectsAt(JSON.parse(text), 'items').filter(
      object => objectsAt(object, 'metadata', 'ownerReferences').length === 0,
    );
  }
});

function policyOf(name: string): ReturnType<typeof parsePolicy> {
  return parsePolicy('SidecarPolicy', parse(readFileSync(join(SAMPLES, `policy-${name}.yaml`), 'utf8')));
}

/** Nothing where the policy does not select it. */
function decide(policy: ReturnType<typeof parsePolicy>, object: JsonObject): readonly (readonly [string, string])[] {
  const kind = stringAt(object, 'kind') ?? '';
  if (!isWorkloadKind(kind)) return [];
  const decision = plan(workloadOf(kind, object), policy, NO_FACTS);
  if (decision.type === 'NotSelected') return [];
  const blocks = decision.findings.filter(finding => finding.severity === 'block').map(finding => finding.code);
  const name = stringAt(object, 'metadata', 'name') ?? '';
  return [[`${policy.name} ${kind}/${name}`, [decision.type, ...blocks].join(' ')]];
}
