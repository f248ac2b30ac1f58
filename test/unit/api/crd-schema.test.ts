import assert from 'node:assert/strict';
import {ACKNOWLEDGEABLE_CODES} from '../../../src/api/acknowledge.ts';
import {FINDING_CODES} from '../../../src/api/codes.ts';
import {ConditionType, WORKLOAD_STATES} from '../../../src/api/reasons.ts';
import {WORKLOAD_KINDS} from '../../../src/domain/workload.ts';
import {clusterSidecarPolicyCrd, schemaAt, sidecarPolicyCrd, type Schema} from '../../../tools/crd.ts';

describe('the schema of the policies', () => {
  for (const crd of [sidecarPolicyCrd(), clusterSidecarPolicyCrd()]) {
    describe(crd.kind, () => {
      const nodes = nodesOf('', crd.schema);
      const spec = nodes.filter(node => node.path.startsWith('spec'));

      it('describes every field', () => {
        assert.deepEqual(pathsOf(nodes.filter(({path, schema}) => isField(path) && !schema.description)), []);
      });

      it('gives every list, map and string of the spec a bound, so that CEL rules fit the cost budget', () => {
        assert.deepEqual(pathsOf(spec.filter(({schema}) => !isBounded(schema))), []);
      });

      it('gives every integer of the spec both bounds', () => {
        const open = ({schema}: Node) => schema.type === 'integer' && (schema.minimum ?? schema.maximum) === undefined;
        assert.deepEqual(pathsOf(spec.filter(open)), []);
      });

      it('says for every list how it is merged', () => {
        const silent = ({schema}: Node) => schema.type === 'array' && schema['x-kubernetes-list-type'] === undefined;
        assert.deepEqual(pathsOf(nodes.filter(silent)), []);
      });

      it('has no default inside sidecars, whose items Git owns', () => {
        const inside = nodes.filter(
          ({path, schema}) => path.startsWith('spec.sidecars') && schema.default !== undefined,
        );
        assert.deepEqual(pathsOf(inside), []);
      });

      it('ends the description of every field that has a default with it, which kubectl explain does not show', () => {
        const silent = spec.filter(({schema: {type, default: value, description = ''}}) => {
          if (value === undefined || type === 'object') return false;
          const words = (Array.isArray(value) ? value : [value]).map(String).join(', ');
          return !description.endsWith(` Default: ${words === '' ? 'none' : words}.`);
        });
        assert.deepEqual(pathsOf(silent), []);
      });

      it('says what is used where a setting of a sidecar is not given', () => {
        const settings = ['position', 'preStop', 'startup.gate', 'startup.timeoutSeconds'];
        const described = spec.filter(({schema: {description = ''}}) => / Default: [^:]+\.$/.test(description));
        const paths = pathsOf(described);
        assert.deepEqual(
          settings.filter(setting => !paths.includes(`spec.sidecars[].${setting}`)),
          [],
        );
      });

      it('says in every rule what is wrong and, after a colon, what to do', () => {
        const messages = nodes.flatMap(({schema}) => rulesOf(schema).map(rule => rule.message));
        assert.ok(messages.length >= 25);
        assert.deepEqual(
          messages.filter(message => !/^[\w.]+ .+: .+[^.]$/.test(message) && !/^match |^a sidecar/.test(message)),
          [],
        );
      });

      it('points every fieldPath at a field that is there', () => {
        for (const {schema} of nodes) {
          for (const {fieldPath} of rulesOf(schema)) {
            if (fieldPath !== undefined) schemaAt(schema, fieldPath.slice(1).split('.'));
          }
        }
      });

      it('uses no CEL function that Kubernetes 1.29 lacks', () => {
        const newer = /\b(format|ip|cidr|isIP|isCIDR|semver|jsonpatch|transformList|cel\.bind|optional)\b|\?\.|\[\?/;
        const rules = nodes.flatMap(({schema}) => rulesOf(schema).map(({rule}) => rule));
        assert.deepEqual(
          rules.filter(rule => newer.test(rule.replaceAll(/'[^']*'/g, ''))),
          [],
        );
      });
    });
  }

  const {schema} = sidecarPolicyCrd();

  it('takes as acknowledge exactly the codes that may be acknowledged', () => {
    assert.deepEqual(schemaAt(schema, ['spec', 'acknowledge', '[]']).enum, ACKNOWLEDGEABLE_CODES);
  });

  it('lets every block be acknowledged but those from which no working pod, or no admission policy, could come', () => {
    const blocks = Object.keys(FINDING_CODES).filter(
      code => FINDING_CODES[code as keyof typeof FINDING_CODES] === 'block',
    );
    const never = blocks.filter(code => !ACKNOWLEDGEABLE_CODES.some(known => known === code));
    assert.deepEqual(never, [
      'NoMainContainer',
      'ServerTooOld',
      'UnsupportedField',
      'NameTaken',
      'RecordTooLarge',
      'PodPolicyTooLarge',
      'TooManyExclusions',
    ]);
    assert.deepEqual(
      ACKNOWLEDGEABLE_CODES.filter(code => !blocks.includes(code)),
      ['ClientSideApply'],
    );
  });

  it('takes exactly the workload kinds that the domain knows', () => {
    assert.deepEqual(schemaAt(schema, ['spec', 'target', 'kinds', '[]']).enum, WORKLOAD_KINDS);
  });

  it('counts every workload state in the status', () => {
    const counted = Object.keys(schemaAt(schema, ['status', 'workloads']).properties ?? {});
    assert.deepEqual(counted.toSorted(), ['done', 'selected', ...WORKLOAD_STATES].toSorted());
  });

  it('names the condition types that the operator writes', () => {
    const {description} = schemaAt(schema, ['status', 'conditions', '[]', 'type']);
    assert.deepEqual(description?.match(/\b[A-Z][a-z]+\b/g), Object.values(ConditionType));
  });

  it('has the printer columns that the design names, in that order, and some more with -o wide', () => {
    const columns = sidecarPolicyCrd().object.spec.versions[0].additionalPrinterColumns;
    const names = (wide: boolean): string =>
      columns
        .filter(({priority = 0}) => priority > 0 === wide)
        .map(({name}) => name)
        .join(' ');
    assert.equal(names(false), 'Conversion Jobs Selected Done Pending Blocked Stuck Ready Age');
    assert.equal(names(true), 'Rolling Failed Skipped Degraded');
  });
});

interface Node {
  readonly path: string;
  readonly schema: Schema;
}

function nodesOf(path: string, schema: Schema): readonly Node[] {
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  return [
    {path, schema},
    ...Object.entries(schema.properties ?? {}).flatMap(([name, child]) => nodesOf(at(name), child)),
    ...(schema.items === undefined ? [] : nodesOf(`${path}[]`, schema.items)),
    ...(schema.additionalProperties === undefined ? [] : nodesOf(`${path}{}`, schema.additionalProperties)),
  ];
}

function isBounded(schema: Schema): boolean {
  if (schema['x-kubernetes-int-or-string'] === true) return schema.maxLength !== undefined;
  if (schema.type === 'array') return schema.maxItems !== undefined;
  if (schema.type === 'string') return schema.enum !== undefined || schema.maxLength !== undefined;
  return schema.additionalProperties === undefined || schema.maxProperties !== undefined;
}

/** The API server describes metadata itself and lets nobody else do it. */
const isField = (path: string): boolean => !/\[\]$|\{\}$|^metadata/.test(path);
const pathsOf = (nodes: readonly Node[]): readonly string[] => nodes.map(({path}) => path);
const rulesOf = (schema: Schema) => schema['x-kubernetes-validations'] ?? [];
