import assert from 'node:assert/strict';
import {DOCUMENTS, WORKLOADS, writeManifests} from '../../../bench/load/manifests.ts';
import {objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import {readFiles} from '../../../src/cli/input/read-files.ts';
import {splitDocuments} from '../../../src/cli/input/split-documents.ts';
import {runCli} from '../../support/run-cli.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

describe('the manifests that the bench scans', () => {
  const folder = new TemporaryFolder();
  before(() => writeManifests(folder.path, 3));
  after(() => folder.remove());

  it('are files of as many documents as it says', async () => {
    const {files} = await readFiles([folder.path], {stdin: nothing(), cwd: '/'});
    assert.deepEqual(
      files.map(({text}) => splitDocuments(text).length),
      [DOCUMENTS, DOCUMENTS, DOCUMENTS],
    );
  });

  it('have as many workloads as it says, which all convert, and workarounds', async () => {
    const {code, stdout} = await runCli(['scan', folder.path, '-o', 'json']);
    const answer = JSON.parse(stdout) as JsonObject;
    const outcomes = objectsAt(answer, 'workloads').map(({outcome}) => outcome);
    assert.equal(code, 0);
    assert.deepEqual(
      outcomes,
      Array.from({length: 3 * WORKLOADS}, () => 'Convert'),
    );
    assert.ok(objectsAt(answer, 'workarounds').length > 0);
  });
});

async function* nothing(): AsyncGenerator<Uint8Array> {}
