import assert from 'node:assert/strict';
import {DELEGATED_ANNOTATION, POLICY_ANNOTATION, RECORD_ANNOTATION, SKIP_LABEL} from '../../../src/api/constants.ts';
import type {Io} from '../../../src/cli/io.ts';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {heldBack} from '../../../src/domain/pause.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {ask} from '../../../src/live/revert/ask.ts';
import {candidateOf} from '../../../src/live/revert/candidate.ts';
import {candidatesText} from '../../../src/live/revert/revert-text.ts';
import {container, native, podSpec, policy, workload} from '../../support/builders.ts';

const CONVERTED = podSpec([container('app')], {initContainers: [native('log')]});
const MARKS = {[RECORD_ANNOTATION]: '[{"n":"log","i":1}]', [POLICY_ANNOTATION]: 'shop/shop'};
const SWITCH = 'sidecar.istio.io/nativeSidecar';
const audit = policy({conversion: {...policy().conversion, mode: 'Audit'}});

function typeOf(policies: readonly Policy[], metadata: JsonObject = {annotations: MARKS}, spec = CONVERTED): string {
  return candidateOf(workload('Deployment', spec, {metadata}), policies, () => NO_FACTS)?.type ?? 'none';
}

function textOf(
  policies: readonly Policy[],
  converted = workload('Deployment', CONVERTED, {metadata: {annotations: MARKS}}),
): string {
  const candidate = candidateOf(converted, policies, () => NO_FACTS) ?? assert.fail('it is converted');
  return candidatesText([candidate], 200);
}

describe('what can be put back in a cluster', () => {
  it('is what bears a record, while no policy in Enforce has it', () => {
    assert.equal(typeOf([]), 'Revert');
    assert.equal(typeOf([audit]), 'Revert');
    assert.equal(typeOf([policy()]), 'Governed');
  });

  it('is not what Outrigger has not converted', () => assert.equal(typeOf([], {}), 'none'));

  it('is what a suspended policy has, or what a label keeps policies from', () => {
    assert.equal(typeOf([policy({suspend: true})]), 'Revert');
    assert.match(
      textOf([policy({suspend: true})]),
      /SidecarPolicy shop\/shop is suspended, and converts it again once/,
    );
    const paused = heldBack(policy(), {scope: 'Everything', note: ''});
    assert.match(textOf([paused]), /SidecarPolicy shop\/shop is paused, and converts it again once/);
    assert.doesNotMatch(textOf([]), /suspended/);
    assert.equal(typeOf([policy()], {annotations: MARKS, labels: {[SKIP_LABEL]: 'true'}}), 'Revert');
  });

  it('is what an injector was told to make native, and the annotation is named', () => {
    const metadata = {annotations: {[DELEGATED_ANNOTATION]: SWITCH, [POLICY_ANNOTATION]: 'shop/shop'}};
    const told = workload('Deployment', podSpec([container('app')]), {metadata});
    const template = {...told.template, metadata: {annotations: {[SWITCH]: 'true'}}};
    assert.equal(
      textOf([], {...told, template}).split('\n')[1],
      `  ${SWITCH}: off the pod template, converted for the policy shop/shop; its pods are replaced.`,
    );
  });
});

describe('the question before', () => {
  const asked = async (answer: string, isTTY = true): Promise<boolean | undefined> => {
    const stdin: Io['stdin'] = Object.assign(lines(answer), {isTTY});
    return ask('Put them back?', {stdin, stderr: {write: () => undefined, isTTY}});
  };

  for (const answer of ['y\n', 'Y\n', 'yes\n', ' y \nn\n']) {
    it(`is answered with yes by ${JSON.stringify(answer)}`, async () => assert.equal(await asked(answer), true));
  }

  for (const answer of ['\n', 'n\n', 'yikes\n', '']) {
    it(`is answered with no by ${JSON.stringify(answer)}`, async () => assert.equal(await asked(answer), false));
  }

  it('is not asked where nobody can answer', async () => assert.equal(await asked('y\n', false), undefined));
});

async function* lines(text: string): AsyncGenerator<string> {
  yield text;
}
