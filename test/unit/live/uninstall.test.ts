import assert from 'node:assert/strict';
import type {OptionName} from '../../../src/cli/args/option.ts';
import type {Io} from '../../../src/cli/io.ts';
import {KEEP_POLICY} from '../../../src/admission/keep/keep-policy.ts';
import {FAILED_ANNOTATION, POLICY_ANNOTATION, RECORD_ANNOTATION} from '../../../src/api/constants.ts';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import {RESOURCES} from '../../../src/kube/resources.ts';
import {candidateOf} from '../../../src/live/revert/candidate.ts';
import {agreement, choiceIn} from '../../../src/live/uninstall/agreement.ts';
import type {Installation} from '../../../src/live/uninstall/installed.ts';
import {keptFor, type Reversible, type Survey} from '../../../src/live/uninstall/survey.ts';
import {remainsText, surveyText} from '../../../src/live/uninstall/uninstall-text.ts';
import {container, native, podSpec, policy, workload} from '../../support/builders.ts';

function given(...options: readonly OptionName[]) {
  return {words: [], options: new Map(options.map(name => [name, ['true']] as const))};
}

interface Person {
  readonly io: Io;
  readonly told: string[];
}

/** `answer` undefined: nobody is there. */
function person(answer?: string): Person {
  const told: string[] = [];
  const isTTY = answer !== undefined;
  const stdin = Object.assign(lines(answer ?? ''), {isTTY});
  const stderr = {write: (text: string) => told.push(text), isTTY};
  return {io: {stdin, stdout: stderr, stderr, env: {}, cwd: '/'}, told};
}

async function* lines(text: string): AsyncGenerator<string> {
  yield text;
}

describe('what uninstall is to do', () => {
  const answers = [
    ['revert\n', 'Revert'],
    ['R\n', 'Revert'],
    ['keep\n', 'Keep'],
    ['\n', undefined],
    ['yes\n', undefined],
  ] as const;
  for (const [answer, choice] of answers) {
    it(`is ${choice ?? 'nothing'} where a person says ${JSON.stringify(answer)}`, async () => {
      assert.equal(await agreement(given(), 3, person(answer).io), choice);
    });
  }

  it('is what the option says, once a person agrees', async () => {
    assert.equal(await agreement(given('revert'), 3, person('y\n').io), 'Revert');
    assert.equal(await agreement(given('keep'), 3, person('n\n').io), undefined);
  });

  it('needs nobody with --yes', async () => {
    assert.equal(await agreement(given('keep', 'yes'), 3, person().io), 'Keep');
  });

  it('needs no choice where nothing is converted', async () => {
    assert.equal(await agreement(given('yes'), 0, person().io), 'Keep');
  });

  it('is refused with what to say where nobody can answer', async () => {
    await assert.rejects(agreement(given('yes'), 3, person().io), {
      message:
        'Nothing was changed: there are 3 converted workloads. Say --revert --yes to put back what is converted first, or --keep --yes to leave it so.',
    });
    const {io, told} = person();
    assert.equal(await agreement(given('keep'), 3, io), undefined);
    assert.deepEqual(told, ['Nothing was changed: --yes does it.\n']);
  });

  it('cannot be both', () => {
    assert.throws(() => choiceIn(given('revert', 'keep')), /give one of them\.$/);
  });
});

describe('what uninstall says', () => {
  const CONVERTED = podSpec([container('app')], {initContainers: [native('log')]});
  const keep = {resource: RESOURCES.MutatingAdmissionPolicy, at: {name: KEEP_POLICY}};
  const compiled = {resource: RESOURCES.MutatingAdmissionPolicy, at: {name: 'outrigger.shop.pods'}};
  const home = {resource: RESOURCES.Namespace, at: {name: 'outrigger-system'}};
  const nothing: Installation = {operator: [], acting: [], definitions: [], rights: [], namespace: [], unlabelled: []};

  function marked(annotation: string): Reversible {
    const object = workload('Deployment', CONVERTED, {metadata: {annotations: {[annotation]: '[{"n":"log","i":1}]'}}});
    const candidate = candidateOf(object, [], () => NO_FACTS);
    return candidate?.type === 'Revert' ? candidate : assert.fail('it bears no mark');
  }

  const failed = workload('Deployment', podSpec(), {metadata: {annotations: {[FAILED_ANNOTATION]: '{}'}}});

  function left(survey: Partial<Survey>): Survey {
    return {policies: [], converted: [], remembered: [], installation: nothing, ...survey};
  }

  it('before: where, what becomes of what is converted, and every object', () => {
    const survey = {
      policies: [policy()],
      converted: [marked(RECORD_ANNOTATION)],
      remembered: [failed],
      installation: {...nothing, acting: [compiled], namespace: [home]},
    };
    assert.deepEqual(surveyText(survey, 'Revert', {context: 'prod', works: false}), [
      'Context prod: 1 policy, 1 converted workload. The operator does not work.',
      'What is converted is put back first, one after the other; pods are replaced.',
      'SidecarPolicy shop/shop: to be deleted.',
      'Annotations of 1 workload without a conversion (outrigger.dev/failed, outrigger.dev/restarted): to be removed.',
      'MutatingAdmissionPolicy/outrigger.shop.pods: to be removed.',
      'Namespace/outrigger-system: to be removed.',
    ]);
  });

  it('after: that nothing is left', () => {
    assert.deepEqual(remainsText(left({})), ['Nothing of Outrigger is left in the cluster.']);
  });

  it('after: that the keep policy stays for what bears a record, and for nothing else', () => {
    const acting = [keep, compiled];
    assert.deepEqual(keptFor([marked(RECORD_ANNOTATION)], acting), [keep]);
    assert.deepEqual(keptFor([marked(POLICY_ANNOTATION)], acting), []);
    const installation = {...nothing, acting: [keep]};
    assert.deepEqual(remainsText(left({converted: [marked(RECORD_ANNOTATION)], installation})), [
      'What remains:',
      '1 workload stays converted and bears marks of Outrigger. The keep policy outrigger-keep stays for them; once their manifests are native, outrigger uninstall --keep removes it.',
    ]);
  });

  it('after: that the next apply may be refused where nothing keeps what is converted', () => {
    const [, line] = remainsText(left({converted: [marked(RECORD_ANNOTATION)]}));
    assert.match(line ?? '', /No keep policy is there: where a tool applies an old manifest again, that is refused\./);
  });

  it('after: what was left alone, and what is still there', () => {
    const installation = {...nothing, namespace: [home], unlabelled: [compiled]};
    assert.deepEqual(remainsText(left({policies: [policy()], remembered: [failed, failed], installation})), [
      'What remains:',
      'Annotations of 2 workloads without a conversion (outrigger.dev/failed, outrigger.dev/restarted) are still there.',
      'SidecarPolicy shop/shop is still there.',
      'Namespace/outrigger-system is still there, being deleted.',
      "MutatingAdmissionPolicy/outrigger.shop.pods is called like Outrigger's and lacks its label; it was left alone.",
    ]);
  });
});
