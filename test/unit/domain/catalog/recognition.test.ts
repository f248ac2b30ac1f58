import assert from 'node:assert/strict';
import {CATALOG, profileById} from '../../../../src/domain/catalog/catalog.ts';
import {select} from '../../../../src/domain/select.ts';
import {container, podSpec, rule} from '../../../support/builders.ts';
import {ENTRIES, type Sample} from './entries.ts';

describe('recognition of sidecars', () => {
  it('is tried for every profile', () => {
    assert.deepEqual(
      Object.keys(ENTRIES).sort(),
      CATALOG.map(({id}) => id),
    );
  });

  for (const [profile, {is, isNot, mirrored, gates = []}] of Object.entries(ENTRIES)) {
    describe(profile, () => {
      for (const sample of is) {
        it(`knows ${wordsOf(sample)}`, () => assert.deepEqual(selected(sample, {profile}), [profile]));
      }

      for (const sample of isNot) {
        it(`does not know ${wordsOf(sample)}`, () => assert.deepEqual(selected(sample, {profile}), []));
      }

      it('is given to a mirrored image that match selects, and to nothing else', () => {
        assert.deepEqual(selected({image: mirrored}, {profile}), []);
        const images = [mirrored.slice(0, mirrored.lastIndexOf(':'))];
        assert.deepEqual(selected({image: mirrored}, {profile, images}), [profile]);
        assert.deepEqual(selected(is[0] ?? {}, {profile, images}), []);
      });

      for (const [title, fields, want] of gates) {
        it(`${want === undefined ? 'has no gate' : 'has a gate'} with ${title}`, () => {
          assert.deepEqual(profileById(profile)?.startupProbe?.(container('x', fields), {}), want);
        });
      }
    });
  }

  it('takes each container for one product only, with the whole catalog as rules', () => {
    const rules = CATALOG.map(({id}) => rule({profile: id}));
    for (const [id, {is}] of Object.entries(ENTRIES)) {
      for (const sample of is) {
        const {candidates} = select(podSpec([containerOf(sample)]), rules);
        assert.deepEqual(
          candidates.map(({profile}) => profile?.id),
          [id],
          wordsOf(sample),
        );
      }
    }
  });
});

/** The ids of the profiles that a rule gives to a container. */
function selected(sample: Sample, fields: Parameters<typeof rule>[0]): readonly (string | undefined)[] {
  return select(podSpec([containerOf(sample)]), [rule(fields)]).candidates.map(({profile}) => profile?.id);
}

function containerOf({name = 'x', image, command, args}: Sample) {
  const {image: _, ...bare} = container(name, {...(command && {command}), ...(args && {args})});
  return image === undefined ? bare : {...bare, image};
}

function wordsOf({name, image, command = [], args = []}: Sample): string {
  const words = [...command, ...args].join(' ');
  const parts = [name === undefined ? [] : `the name ${name}`, image === undefined ? [] : `the image ${image}`];
  return `${parts.flat().join(' with ')}${words === '' ? '' : ` and the words ${words}`}`;
}
