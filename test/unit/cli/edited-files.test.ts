import assert from 'node:assert/strict';
import {editedFiles, type EditText} from '../../../src/cli/convert/edited-files.ts';
import {changeOf} from '../../../src/cli/verdict/change-of.ts';
import {gather} from '../../../src/cli/input/gather.ts';
import {judge} from '../../../src/cli/verdict/judge.ts';
import {objectsAt} from '../../../src/domain/json.ts';
import {UserError} from '../../../src/runtime/errors.ts';
import {container, deployment, podSpec} from '../../support/builders.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

describe('edited files', () => {
  const folder = new TemporaryFolder();
  after(() => folder.remove());
  const log = container('fluent-bit', {image: 'fluent/fluent-bit:4.0'});
  const skipped = {metadata: {name: 'b', labels: {'outrigger.dev/skip': 'true'}}};
  const both = {
    apiVersion: 'v1',
    kind: 'List',
    items: [deployment(podSpec([container('app'), log])), deployment(podSpec([container('app'), log]), skipped)],
  };

  const edited = async (editText: EditText) => {
    const input = {paths: ['both.json', 'none.json'], policyFiles: [], namespace: 'default'};
    const gathered = await gather(input, {cwd: folder.path, stdin: nothing()});
    const wanted = judge(gathered).flatMap(verdict => {
      const change = changeOf(verdict);
      return change === undefined ? [] : [{found: verdict.found, spec: change.spec}];
    });
    return editedFiles(gathered, wanted, editText);
  };

  before(() => {
    folder.write('both.json', both);
    folder.write('none.json', deployment(podSpec([container('app')])));
  });

  it('are edited where something is to change, and stay else', async () => {
    const asJson: EditText = (_text, wanted) => JSON.stringify([...wanted]);
    const {files, problems} = await edited(asJson);
    assert.deepEqual(
      [files.map(({file, before, after}) => [file, before === after]), problems],
      [
        [
          ['both.json', false],
          ['none.json', true],
        ],
        [],
      ],
    );
    const [[index, list] = []] = JSON.parse(files[0]?.after ?? '') as [number, unknown][];
    const natives = objectsAt(list, 'items').map(item => {
      const template = (item['spec'] as {template: {spec: {initContainers?: unknown[]}}}).template;
      return template.spec.initContainers?.length ?? 0;
    });
    assert.deepEqual([index, natives], [0, [1, 0]]);
  });

  it('stay as they are where they cannot be edited, and that is said', async () => {
    const refusing: EditText = () => {
      throw new UserError('line 3 is in flow style.');
    };
    const {files, problems} = await edited(refusing);
    assert.ok(files.every(({before, after}) => before === after));
    assert.deepEqual(problems, [{origin: {file: 'both.json'}, message: 'line 3 is in flow style.'}]);
  });
});

async function* nothing(): AsyncGenerator<string> {}
