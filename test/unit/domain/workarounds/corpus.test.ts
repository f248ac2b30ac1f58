import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseAllDocuments} from 'yaml';
import {objectsAt, stringAt, valueAt, type JsonObject} from '../../../../src/domain/json.ts';
import {workaroundsOf, withoutWorkarounds} from '../../../../src/domain/workarounds/index.ts';
import {isWorkloadKind, workloadOf, type Workload} from '../../../../src/domain/workload.ts';
import {CORPUS, corpusMissing} from '../../../integration/loop/corpus.ts';

interface Expected {
  readonly file: string;
  readonly sidecars: readonly string[];
  /** Why a maintainer would want just that. */
  readonly because: string;
  readonly found: readonly string[];
}

const EXPECTED: readonly Expected[] = [
  {
    file: 'cloud-sql-proxy-job-with-shutdown-hook',
    sidecars: ['cloud-sql-proxy'],
    because: 'the call was folded into the arguments of the job and has never been sent',
    found: ['W2 Advice spec.containers[0].command[2]'],
  },
  {
    file: 'kubexit-client-server-job',
    sidecars: ['server'],
    because: 'without kubexit the client would no longer wait for the server, which has no startup probe',
    found: ['W6 Advice spec.containers[0].args[0]', 'W6 Advice spec.containers[1].args[0]'],
  },
  {
    file: 'bank-of-anthos-frontend',
    sidecars: [],
    because: 'whether the injected proxy is native is not in the manifest',
    found: ['W12 Advice metadata.annotations[proxy.istio.io/config]'],
  },
  {
    file: 'linkerd-emojivoto-manual-inject',
    sidecars: ['linkerd-proxy'],
    because: 'a blocking hook still works in a native sidecar; the startup probe is better',
    found: ['W11 Advice spec.containers[0].lifecycle.postStart'],
  },
  {file: 'bank-of-anthos-userservice', sidecars: ['cloudsql-proxy'], because: 'it has none', found: []},
  {file: 'aws-otel-sidecar', sidecars: ['aws-otel-collector'], because: 'it has none', found: []},
  {
    file: 'azure-workload-identity-pod',
    sidecars: ['proxy'],
    because: 'NET_ADMIN in an init container is the proxy’s own set-up',
    found: [],
  },
];

function workloads(file: string): readonly Workload[] {
  return parseAllDocuments(readFileSync(join(CORPUS, `${file}.yaml`), 'utf8')).flatMap(document => {
    const object: unknown = document.toJS();
    const kind = stringAt(object, 'kind') ?? '';
    return isWorkloadKind(kind) ? [workloadOf(kind, object)] : [];
  });
}

describe('workarounds in published manifests', function () {
  before(function () {
    // They are others' and no part of a checkout.
    if (corpusMissing !== undefined) this.skip();
  });

  for (const {file, sidecars, because, found} of EXPECTED) {
    it(`${file}: ${because}`, () => {
      const all = workloads(file).flatMap(one => workaroundsOf(one, new Set(sidecars)));
      assert.deepEqual(
        all.map(({id, verdict, path}) => `${id} ${verdict} ${path}`),
        found,
      );
    });
  }

  it('nothing of kubexit is left in its example, once the server has a startup probe', () => {
    const [job] = workloads('kubexit-client-server-job');
    assert.ok(job !== undefined);
    const containers = objectsAt(job.template.spec, 'containers').map(one =>
      one['name'] === 'server' ? {...one, startupProbe: one['readinessProbe']} : one,
    );
    const template = {...job.template, spec: {...job.template.spec, containers}};
    const {spec} = withoutWorkarounds({...job, template}, new Set(['server']));
    assert.doesNotMatch(JSON.stringify(spec), /kubexit|graveyard/i);
    const scripts = objectsAt(spec, 'containers').map((one: JsonObject) =>
      String(valueAt(one, 'args')).split('\n').at(-2),
    );
    assert.deepEqual(scripts, ['curl -v --fail http://localhost:80/', "nginx -g 'daemon off;'"]);
  });
});
