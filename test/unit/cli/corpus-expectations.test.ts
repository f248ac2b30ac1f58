import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {objectsAt, stringAt} from '../../../src/domain/json.ts';
import {workaroundsOf} from '../../../src/domain/workarounds/index.ts';
import {isWorkloadKind, workloadOf} from '../../../src/domain/workload.ts';
import {CORPUS, corpusMissing} from '../../integration/loop/corpus.ts';
import {runCli} from '../../support/run-cli.ts';
import {objectsIn} from './edit/manifest.ts';

/** What `plan` with the whole catalog should say of a published manifest, and what should be found to go with it. */
interface Expected {
  readonly file: string;
  readonly outcome: string;
  /** Codes, without the note that nodes are not known here. */
  readonly findings: readonly string[];
  /** Names of `initContainers` once it is converted. */
  readonly inits?: readonly string[];
  readonly workarounds: readonly string[];
  /** Why a maintainer of that product would want it so. */
  readonly because: string;
}

const EXPECTED: readonly Expected[] = [
  {
    file: 'aws-otel-sidecar',
    outcome: 'Convert',
    findings: ['LittleBenefit'],
    inits: ['aws-otel-collector'],
    workarounds: [],
    because: 'the last spans reach the collector; it has no health check, so it must not hold the app back',
  },
  {
    file: 'azure-workload-identity-pod',
    outcome: 'Convert',
    findings: ['NoStartupGate'],
    inits: ['init-networking', 'proxy'],
    workarounds: [],
    because: 'the proxy must come right after the init container that turns the traffic to it',
  },
  {
    file: 'bank-of-anthos-frontend',
    outcome: 'NotSelected',
    findings: [],
    workarounds: ['W12 Advice'],
    because: 'Istio adds the proxy and decides where; its hold is useless only once Istio adds a native one',
  },
  {
    file: 'bank-of-anthos-userservice',
    outcome: 'Convert',
    findings: ['NoStartupGate'],
    inits: ['cloudsql-proxy'],
    workarounds: [],
    because: 'the service has its database to the end; version 1 without a health check has nothing to wait for',
  },
  {
    file: 'cloud-sql-proxy-job-with-shutdown-hook',
    outcome: 'Convert',
    findings: ['NoStartupGate'],
    inits: ['cloud-sql-proxy'],
    workarounds: ['W2 Advice'],
    because: 'the Job ends by itself; the call was folded into the arguments of the job, so only a person can tell',
  },
  {
    file: 'kubexit-client-server-job',
    outcome: 'NotSelected',
    findings: [],
    workarounds: ['W6 Advice', 'W6 Advice'],
    because:
      'a web server is no sidecar by its image alone; that kubexit must go with a conversion is said all the same',
  },
  {
    file: 'linkerd-emojivoto-manual-inject',
    outcome: 'Convert',
    findings: ['DefaultContainer'],
    inits: ['linkerd-init', 'linkerd-proxy'],
    workarounds: ['W11 Advice'],
    because:
      'as Linkerd itself has it: behind the init container, with a startup probe in place of the hook that waits',
  },
];

describe('published manifests under the whole catalog', () => {
  for (const each of EXPECTED) {
    const title = `${each.file}: ${each.outcome}, since ${each.because}`;
    if (corpusMissing !== undefined) it(`${title} (skipped: ${corpusMissing})`);
    else it(title, () => check(each));
  }
});

async function check({file, outcome, findings, inits = [], workarounds}: Expected): Promise<void> {
  const path = join(CORPUS, `${file}.yaml`);
  const {stdout, stderr} = await runCli(['plan', path, '-o', 'json']);
  assert.equal(stderr, '');
  const [planned, ...more] = objectsAt(JSON.parse(stdout), 'workloads');
  assert.equal(more.length, 0);
  const codes = objectsAt(planned, 'findings').flatMap(({code}) => (code === 'NodesUnknown' ? [] : [code]));
  assert.deepEqual([planned?.['outcome'], codes], [outcome, findings]);
  assert.deepEqual(namesAt(planned, 'change', 'spec', 'initContainers'), inits);
  assert.deepEqual(found(path, namesAt(planned, 'sidecars')), workarounds);
}

/** What is found in the manifest as it is, for the sidecars that it has or is about to have. */
function found(path: string, sidecars: readonly string[]): readonly string[] {
  return [...objectsIn(readFileSync(path, 'utf8')).values()].flatMap(object => {
    const kind = stringAt(object, 'kind') ?? '';
    if (!isWorkloadKind(kind)) return [];
    return workaroundsOf(workloadOf(kind, object), new Set(sidecars)).map(({id, verdict}) => `${id} ${verdict}`);
  });
}

function namesAt(value: unknown, ...path: readonly string[]): readonly string[] {
  return objectsAt(value, ...path).map(one => stringAt(one, 'name') ?? '');
}
