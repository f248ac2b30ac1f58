import assert from 'node:assert/strict';
import fc from 'fast-check';
import {mutatingPolicy, mutatingPolicyBinding} from '../../../src/admission/cel/mutating-policy.ts';
import {globPattern, matchesAnyGlob} from '../../../src/admission/pods/globs.ts';
import {celPattern} from '../../../src/admission/cel/text.ts';
import {POD_MATCH} from '../../../src/admission/pods/scope.ts';
import {matchesGlob} from '../../../src/domain/glob.ts';
import {stringMapAt} from '../../../src/domain/json.ts';
import {container, podSpec} from '../../support/builders.ts';
import {globOf, globPart} from '../../support/glob-arbitraries.ts';
import {Admin} from '../../support/kube-client.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {AdmissionPolicies, type PolicyAndBinding} from './admission-policies.ts';

const NAMESPACE = 'admission-globs';
const TEXT = 'text';

const part = fc.oneof(
  globPart,
  // A character outside the basic plane counts as two there, and as one here.
  fc.string({unit: 'binary', minLength: 1, maxLength: 1}).filter(one => one <= '\ud7ff' && one.length === 1),
);
const text = globOf(part, 6);

/** Annotates a pod with the globs that fit its text, by their place: as conditions, and as regular expressions. */
function matcher(globs: readonly string[]): PolicyAndBinding {
  const metadata = {name: NAMESPACE, labels: {}, annotations: {}};
  const conditions = globs.map(glob => matchesAnyGlob([glob], 'variables.text'));
  const patterns = globs.map(glob => `variables.text.matches(${celPattern(globPattern(glob))})`);
  const listed = (name: string): string => `${name}.transformList(i, fits, fits, string(i)).join(',')`;
  const add = (name: string): string =>
    `JSONPatch{op: 'add', path: '/metadata/annotations/${name}', value: ${listed(`variables.${name}`)}}`;
  return {
    policy: mutatingPolicy({
      metadata,
      match: POD_MATCH,
      reinvocation: 'Never',
      conditions: [],
      variables: [
        {name: 'text', expression: `object.metadata.annotations['${TEXT}']`},
        {name: 'conditions', expression: `[${conditions.join(',\n')}]`},
        {name: 'patterns', expression: `[${patterns.join(',\n')}]`},
      ],
      patch: `[${add('conditions')}, ${add('patterns')}]`,
    }),
    binding: mutatingPolicyBinding(metadata, {
      namespaceSelector: {matchLabels: {'kubernetes.io/metadata.name': NAMESPACE}},
    }),
  };
}

describe('globs in CEL', function () {
  this.timeout(120_000);
  const globs = fc.sample(text, 200);
  let admin: Admin;
  let admission: AdmissionPolicies;

  before(async () => {
    admin = new Admin(await sharedCluster());
    admission = new AdmissionPolicies(admin, 'admission-globs-canary');
    await admission.open();
    await admin.create('Namespace', undefined, {metadata: {name: NAMESPACE}});
    await admission.apply([matcher(globs)]);
  });

  after(async () => {
    await admission.close();
    await admin.delete('Namespace', undefined, NAMESPACE);
    await admin.close();
  });

  it('fit what they fit in the domain, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, fc.constantFrom(...globs)), async text => {
        const pod = {metadata: {name: 'shop', annotations: {[TEXT]: text}}, spec: podSpec([container('app')])};
        const {conditions, patterns} = stringMapAt(await admission.dryRun(NAMESPACE, pod), 'metadata', 'annotations');
        const want = globs.flatMap((glob, index) => (matchesGlob(glob, text) ? [index] : [])).join(',');
        assert.deepEqual({conditions, patterns}, {conditions: want, patterns: want}, JSON.stringify(globs));
      }),
      {numRuns: 200},
    );
  });
});
