import assert from 'node:assert/strict';
import {COMPILED_FROM_ANNOTATION} from '../../../src/admission/pods/names.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import type {Page} from '../../../src/kube/rest.ts';
import {withdrawAll, withdrawOne, type Withdrawal} from '../../../src/live/pause/withdraw.ts';
import {FakeClock} from '../../support/fake-clock.ts';

const SHOP = {kind: 'SidecarPolicy', namespace: 'shop', name: 'shop'} as const;
const NAME = 'outrigger.shop.pods';

/** A server that answers each list with the next of these texts; the last one again and again, until it is deleted. */
class Bindings {
  readonly clock = new FakeClock();
  readonly deleted: string[] = [];
  readonly #texts: readonly (string | undefined)[];
  readonly #comesBack: boolean;
  #looks = 0;

  constructor(texts: readonly (string | undefined)[], comesBack = false) {
    this.#texts = texts;
    this.#comesBack = comesBack;
  }

  get rest() {
    return {
      page: async (): Promise<Page> => this.#page(this.#texts[Math.min(this.#looks++, this.#texts.length - 1)]),
      delete: async (path: string) => {
        this.deleted.push(path.replace(/^.*\//, ''));
        return {};
      },
    };
  }

  async ends(withdrawal: Promise<Withdrawal>): Promise<Withdrawal> {
    await this.clock.advance(60_000);
    return withdrawal;
  }

  #page(text: string | undefined): Page {
    const isThere = text !== undefined && (this.#comesBack || this.deleted.length === 0);
    const metadata = {name: NAME, annotations: {[COMPILED_FROM_ANNOTATION]: text ?? ''}};
    return {items: isThere ? [{metadata}] : [], resourceVersion: '1', continue: undefined, bytes: 100};
  }
}

describe('the bindings of pod policies', () => {
  const done = [
    ['there is none', [undefined]],
    ['the operator has withdrawn it', ['SidecarPolicy shop/shop generation 3', undefined]],
    [
      'the operator has left the policy in to keep others from its pods',
      ['SidecarPolicy shop/shop generation 3', 'SidecarPolicy shop/shop generation 3 suspended'],
    ],
    ['it is about other policies', ['SidecarPolicy shop/shop-2 generation 3, ClusterSidecarPolicy shop generation 1']],
  ] as const;
  for (const [title, texts] of done) {
    it(`of one policy are left alone where ${title}`, async () => {
      const bindings = new Bindings(texts);
      assert.deepEqual(await bindings.ends(withdrawOne(bindings, SHOP)), {type: 'Withdrawn', deleted: []});
      assert.deepEqual(bindings.deleted, []);
    });
  }

  it('of one policy are deleted where no operator answers within ten seconds', async () => {
    const bindings = new Bindings(['ClusterSidecarPolicy all generation 1, SidecarPolicy shop/shop generation 3']);
    const withdrawal = withdrawOne(bindings, SHOP);
    await bindings.clock.advance(9000);
    assert.deepEqual(bindings.deleted, []);
    assert.deepEqual(await bindings.ends(withdrawal), {type: 'Withdrawn', deleted: [NAME]});
  });

  it('are deleted at once where all are meant, suspended or not', async () => {
    const bindings = new Bindings(['SidecarPolicy shop/shop generation 3 suspended']);
    const withdrawal = withdrawAll(bindings);
    await bindings.clock.advance(0);
    assert.deepEqual(bindings.deleted, [NAME]);
    assert.deepEqual(await bindings.ends(withdrawal), {type: 'Withdrawn', deleted: [NAME]});
  });

  it('that come back all the time are named', async () => {
    const bindings = new Bindings(['SidecarPolicy shop/shop generation 3'], true);
    assert.deepEqual(await bindings.ends(withdrawAll(bindings)), {type: 'MadeAgain', names: [NAME]});
  });

  it('that this user may not see are left to the operator, in the words of the server', async () => {
    const clock = new FakeClock();
    const refuse = async (): Promise<never> => Promise.reject(new ApiError(403, {message: 'may not list'}));
    const rest = {page: refuse, delete: refuse};
    assert.deepEqual(await withdrawAll({rest, clock}), {type: 'Refused', message: 'may not list'});
  });

  it('are none on a server that does not know the kind', async () => {
    const clock = new FakeClock();
    const refuse = async (): Promise<never> => Promise.reject(new ApiError(404, {message: 'not found'}));
    assert.deepEqual(await withdrawAll({rest: {page: refuse, delete: refuse}, clock}), {
      type: 'Withdrawn',
      deleted: [],
    });
  });
});
