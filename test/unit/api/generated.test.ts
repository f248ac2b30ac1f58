import assert from 'node:assert/strict';
import {generatedAdmission} from '../../../tools/generate-admission.ts';
import {generatedDocs} from '../../../tools/generate-docs.ts';
import {generatedTypes} from '../../../tools/generate-types.ts';
import {writtenText} from '../../../tools/write-generated.ts';

describe('generated files', () => {
  it('are what the CRDs say now: types', async () => {
    for (const file of await generatedTypes()) assertFresh(file);
  });

  it('are what the CRDs say now: docs', () => {
    for (const file of generatedDocs()) assertFresh(file);
  });

  it('are what the code says now: admission policies', async () => {
    for (const file of await generatedAdmission()) assertFresh(file);
  });
});

function assertFresh(file: {path: string; text: string}): void {
  assert.equal(writtenText(file), file.text, `${file.path} is not what is generated: run npm run generate`);
}
