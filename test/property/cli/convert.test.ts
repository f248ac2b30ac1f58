import assert from 'node:assert/strict';
import fc from 'fast-check';
import {stringify, type ToStringOptions} from 'yaml';
import {objectAt, objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import {manifestObject, withComments} from '../../support/manifest-arbitraries.ts';
import {runCli} from '../../support/run-cli.ts';

const SIDECAR = {name: 'fluent-bit', args: ['-c', 'set -e\n\n  run | more\n'], env: [{name: 'A', value: 'x # y'}]};

const rewritten = async (command: 'convert' | 'revert', stdin: string): Promise<string> => {
  const {stdout, code} = await runCli([command, '-'], {stdin});
  assert.equal(code, 0, stdin);
  return stdout;
};

describe('laws of rewritten manifests', () => {
  it('a second conversion changes nothing, and the way back gives the same text', async () => {
    await fc.assert(
      fc.asyncProperty(manifestObject(), style(), shape(), async (object, how, {crlf, injected}) => {
        const yaml = withComments(stringify(templateOf(object, injected), how));
        const text = `# a release\n${crlf ? yaml.replaceAll('\n', '\r\n') : yaml}`;
        const converted = await rewritten('convert', text);
        assert.match(converted, /restartPolicy: Always/);
        assert.equal(converted.includes('enable-native-sidecar'), injected !== undefined);
        assert.equal(await rewritten('convert', converted), converted);
        assert.equal(await rewritten('revert', converted), text);
      }),
      {numRuns: 40},
    );
  });
});

/** With a sidecar behind its app, as most manifests have it; an empty list of init containers would not come back. */
function podOf(object: JsonObject): JsonObject {
  const {initContainers: _, ...spec} = objectAt(object, 'spec');
  const inits = objectsAt(object, 'spec', 'initContainers');
  const containers = [...objectsAt(spec, 'containers'), {name: 'main'}, SIDECAR];
  return {...object, kind: 'Pod', spec: {...spec, ...(inits.length > 0 && {initContainers: inits}), containers}};
}

/** As a Pod, or as the template of a Deployment to whose pods Linkerd adds its proxy. */
function templateOf(object: JsonObject, injected: Injection | undefined): JsonObject {
  const pod = podOf(object);
  if (injected === undefined) return pod;
  const {spec} = pod;
  const metadata = {annotations: {'linkerd.io/inject': 'enabled', ...injected.annotations}};
  return {apiVersion: 'apps/v1', kind: 'Deployment', spec: {template: {metadata, spec}}};
}

/** Other annotations of the pod template. */
interface Injection {
  readonly annotations: JsonObject;
}

function shape() {
  const annotations = fc.constantFrom<JsonObject>({}, {team: 'shop'}, {'a/b': 'x # y', on: 'off'});
  return fc.record({crlf: fc.boolean(), injected: fc.option(fc.record({annotations}), {nil: undefined})});
}

function style(): fc.Arbitrary<ToStringOptions> {
  return fc.record({
    indentSeq: fc.boolean(),
    indent: fc.constantFrom(2, 4),
    singleQuote: fc.boolean(),
    // Folded texts are not always read again as what was written.
    lineWidth: fc.constant(0),
    aliasDuplicateObjects: fc.constant(false),
  });
}
