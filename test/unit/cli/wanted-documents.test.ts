import assert from 'node:assert/strict';
import {stringify} from 'yaml';
import {wantedDocuments} from '../../../src/cli/convert/wanted-documents.ts';
import {gather} from '../../../src/cli/input/gather.ts';
import {container, cronJob, deployment, podSpec} from '../../support/builders.ts';

describe('the documents that files are to have', () => {
  const metadata = {name: 'web'};
  const [web, report] = [{...deployment(), metadata}, cronJob()];
  const list = {apiVersion: 'v1', kind: 'List', items: [report, {kind: 'List', items: [web, web]}]};
  const text = [web, web, list].map(object => `---\n${stringify(object, {aliasDuplicateObjects: false})}`).join('');
  const stdin = async function* () {
    yield text;
  };
  const spec = podSpec([container('new')]);

  it('differ in the pod specs alone, wherever in the document they are', async () => {
    const {workloads} = await gather({paths: ['-'], policyFiles: [], namespace: 'shop'}, {cwd: '/', stdin: stdin()});
    const wanted = wantedDocuments([1, 2, 4].flatMap(at => workloads.slice(at, at + 1)).map(found => ({found, spec})));
    const changed = {...deployment(spec), metadata};
    assert.deepEqual(
      [...wanted].map(([file, documents]) => [file, [...documents]]),
      [
        [
          'standard input',
          [
            [1, changed],
            [2, {...list, items: [cronJobWith(spec), {kind: 'List', items: [web, changed]}]}],
          ],
        ],
      ],
    );
  });

  /** Its builder would add a restartPolicy of its own. */
  function cronJobWith(podSpecOfIt: object): unknown {
    const object = structuredClone(report) as {spec: {jobTemplate: {spec: {template: {spec: object}}}}};
    object.spec.jobTemplate.spec.template.spec = podSpecOfIt;
    return object;
  }
});
