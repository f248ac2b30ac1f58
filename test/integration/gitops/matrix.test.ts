import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {pageWith, writePage} from '../../../tools/docs/write-page.ts';
import {TEMPLATE_KINDS} from '../../../src/domain/template-kinds.ts';
import {Closing} from '../../support/closing.ts';
import {inParallel} from '../../support/in-parallel.ts';
import {pairwise} from '../../support/pairwise.ts';
import {BUILD_TIMEOUT_MS} from '../../support/test-builder.ts';
import {GitopsScene, NAMESPACES} from './gitops-scene.ts';
import {withPolicies, withWebhook, type Ground} from './ground.ts';
import {Life} from './life.ts';
import {matrixTable, PART} from './table.ts';

const PAGE = 'docs/gitops.md';
const ROOT = join(import.meta.dirname, '..', '..', '..');

const AT_ONCE = 4;
const TITLES = [
  'kubectl apply',
  'kubectl apply --server-side',
  'kubectl replace',
  'kubectl apply --kustomize',
  'kubectl apply --prune',
  'kubectl apply --prune --applyset',
  'server-side apply by two managers',
  'Helm 3',
  'Helm 4',
  'Helm 4 --server-side=false',
] as const;

/** These would change a Job's template even by the same manifest, which nobody can. */
const CHANGE_JOBS = new Set<string>(['kubectl replace', 'server-side apply by two managers']);

const ROWS = [
  ...pairwise({engine: TITLES, kind: TEMPLATE_KINDS, delivery: ['Template', 'Pod']}),
  // A Job's template cannot be converted either.
  ...TITLES.filter(engine => !CHANGE_JOBS.has(engine)).map(engine => ({engine, kind: 'Job', delivery: 'Pod'}) as const),
];

const isJob = ({row}: Life): boolean => row.target.kind === 'Job';

/** The first one is what the table is from; the others must come to the same. */
const GROUNDS: Readonly<Record<string, () => Promise<Ground>>> = {
  'and admission policies': withPolicies,
  'and the webhook on Kubernetes 1.34': async () => withWebhook('1.34'),
  'and the webhook on Kubernetes 1.30': async () => withWebhook('1.30'),
};

for (const [title, ground] of Object.entries(GROUNDS)) {
  describe(`with the classic manifest in Git ${title},`, function () {
    this.timeout(600_000);
    const closing = new Closing();
    let lives: readonly Life[] = [];

    before(async function () {
      this.timeout(BUILD_TIMEOUT_MS);
      const open = await ground();
      closing.add(async () => open.close());
      const scene = await GitopsScene.open(open);
      closing.add(async () => scene.close());
      lives = ROWS.map(({engine, kind, delivery}, index) => {
        const found = scene.engines.find(({title}) => title === engine);
        if (found === undefined) throw new Error(`there is no ${engine}`);
        const target = {kind, name: `shop-${index}`, namespace: NAMESPACES[delivery]};
        return new Life(scene, {engine: found, delivery, target});
      });
      const [jobs = [], others = []] = [isJob, (life: Life) => !isJob(life)].map(some => lives.filter(some));
      await inParallel(others, AT_ONCE, life => life.begin());
      await scene.start();
      // Their pods are created at once.
      await inParallel(jobs, AT_ONCE, life => life.begin());
      await inParallel(lives, AT_ONCE, life => life.live());
    });

    after(async () => closing.close());

    ROWS.forEach(({engine, kind, delivery}, index) => {
      it(`${engine} of a ${kind} with delivery ${delivery} goes on as documented`, () => {
        const failure = lives[index]?.failure;
        if (failure !== undefined) throw failure as Error;
      });
    });

    it(`all of that is what the table in ${PAGE} says (WRITE=1 writes it)`, async () => {
      assert.ok(lives.every(({failure}) => failure === undefined));
      const table = matrixTable(lives);
      if (process.env['WRITE'] === '1' && ground === withPolicies) await writePage(PAGE, PART, table);
      assert.equal(readFileSync(join(ROOT, PAGE), 'utf8'), await pageWith(PAGE, PART, table));
    });
  });
}
