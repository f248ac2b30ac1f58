import assert from 'node:assert/strict';
import {environmentOf, imageProgram, nodeFlags} from '../../../bench/operator/image-program.ts';

describe('the program that the bench measures', () => {
  it('is run by Node with the flags of the image', () => {
    assert.deepEqual(nodeFlags('FROM x\nENTRYPOINT ["node", "--a=1", "--b", "/app/main.js"]\nCMD ["run"]\n'), [
      '--a=1',
      '--b',
    ]);
    assert.deepEqual(nodeFlags('ENTRYPOINT ["node", "/app/main.js"]'), []);
  });

  it('is not guessed from a Dockerfile that reads otherwise', () => {
    assert.throws(() => nodeFlags('ENTRYPOINT node /app/main.js'), /ENTRYPOINT/);
    assert.throws(() => nodeFlags('ENTRYPOINT ["/bin/sh", "/app/main.js"]'), /runs no script/);
  });

  it('has the variables of the manifest that are written there', () => {
    const env = '[{name: NODE_OPTIONS, value: --max-old-space-size=9}, {name: POD, valueFrom: {fieldRef: {}}}]';
    assert.deepEqual(environmentOf(`spec: {template: {spec: {containers: [{env: ${env}}]}}}`), {
      NODE_OPTIONS: '--max-old-space-size=9',
    });
  });

  it('can be read from the real files', () => {
    const {command, environment} = imageProgram();
    assert.match(command.at(-1) ?? '', /dist\/main\.js$/);
    assert.match(environment['NODE_OPTIONS'] ?? '', /--max-old-space-size/);
  });
});
