import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {editText} from '../../../../src/cli/edit/edit-text.ts';
import {convert} from '../../../../src/domain/convert.ts';
import {objectAt, stringAt, type JsonObject} from '../../../../src/domain/json.ts';
import {parsePolicy} from '../../../../src/domain/policy-parse.ts';
import {revert} from '../../../../src/domain/revert.ts';
import {select} from '../../../../src/domain/select.ts';
import {isWorkloadKind, podSpecKeys, type WorkloadKind} from '../../../../src/domain/workload.ts';
import {CORPUS, corpusMissing} from '../../../integration/loop/corpus.ts';
import {objectsIn} from './manifest.ts';

/** A published manifest, the container that is taken for a sidecar, and the lines that a conversion adds and drops. */
interface Manifest {
  readonly file: string;
  readonly sidecar: string;
  readonly adds: readonly string[];
  readonly drops?: readonly string[];
}

const MANIFESTS: readonly Manifest[] = [
  {file: 'aws-otel-sidecar', sidecar: 'aws-otel-collector', adds: ['initContainers:', 'restartPolicy: Always']},
  {file: 'azure-workload-identity-pod', sidecar: 'proxy', adds: ['restartPolicy: Always']},
  {file: 'bank-of-anthos-frontend', sidecar: 'istio-proxy', adds: []},
  {file: 'bank-of-anthos-userservice', sidecar: 'cloudsql-proxy', adds: ['initContainers:', 'restartPolicy: Always']},
  {
    file: 'cloud-sql-proxy-job-with-shutdown-hook',
    sidecar: 'cloud-sql-proxy',
    adds: ['initContainers:', 'restartPolicy: Always'],
  },
  {file: 'kubexit-client-server-job', sidecar: 'server', adds: ['restartPolicy: Always']},
  {
    file: 'linkerd-emojivoto-manual-inject',
    sidecar: 'linkerd-proxy',
    adds: [
      'restartPolicy: Always',
      'startupProbe:',
      'httpGet:',
      'path: /ready',
      'port: 4191',
      'periodSeconds: 1',
      'failureThreshold: 120',
    ],
    drops: [
      'lifecycle:',
      'postStart:',
      'exec:',
      'command:',
      '- /usr/lib/linkerd/linkerd-await',
      '- --timeout=2m',
      '- --port=4191',
    ],
  },
];

interface Outcome {
  /** Objects as the conversion makes them, and as its undoing does, by index. */
  readonly converted: Map<number, JsonObject>;
  readonly reverted: Map<number, JsonObject>;
}

/** What the domain makes of all workloads of a text. */
function outcomeOf(text: string, sidecar: string): Outcome {
  const outcome: Outcome = {converted: new Map(), reverted: new Map()};
  const {sidecars} = parsePolicy('SidecarPolicy', {spec: {sidecars: [{match: {names: [sidecar]}}]}});
  for (const [index, object] of objectsIn(text)) {
    const kind = stringAt(object, 'kind') ?? '';
    if (!isWorkloadKind(kind)) continue;
    const spec = objectAt(object, ...podSpecKeys(kind));
    const conversion = convert({spec, selection: select(spec, sidecars), record: [], managersOf: () => []});
    outcome.converted.set(index, withPodSpec(kind, object, conversion.spec));
    outcome.reverted.set(index, withPodSpec(kind, object, revert(conversion.spec, conversion.record).spec));
  }
  return outcome;
}

function withPodSpec(kind: WorkloadKind, object: JsonObject, spec: JsonObject): JsonObject {
  const put = (at: JsonObject, [key, ...rest]: readonly string[]): JsonObject =>
    key === undefined ? spec : {...at, [key]: put(objectAt(at, key), rest)};
  return put(object, podSpecKeys(kind));
}

/** Lines without their indentation, sorted: moved lines are the same. */
function members(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trimStart())
    .sort();
}

describe('editText on published manifests', () => {
  for (const manifest of MANIFESTS) {
    for (const eol of ['\n', '\r\n']) {
      const title = `converts ${manifest.file} by moving lines, and gives it back as it was (${JSON.stringify(eol)})`;
      if (corpusMissing !== undefined) it(`${title} (skipped: ${corpusMissing})`);
      else it(title, () => check(manifest, eol));
    }
  }
});

function check({file, sidecar, adds, drops = []}: Manifest, eol: string): void {
  const text = readFileSync(join(CORPUS, `${file}.yaml`), 'utf8').replaceAll('\n', eol);
  const {converted, reverted} = outcomeOf(text, sidecar);
  assert.ok(converted.size > 0);
  const after = editText(text, converted);
  const end = eol.slice(0, -1);
  const added = [...members(text), ...adds.map(line => line + end)].sort();
  assert.deepEqual([...members(after), ...drops.map(line => line + end)].sort(), added);
  const back = editText(after, reverted);
  // What was dropped comes back behind what else the container has.
  if (drops.length > 0) assert.deepEqual([members(back), objectsIn(back)], [members(text), objectsIn(text)]);
  else assert.equal(back, text);
}
