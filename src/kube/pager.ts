import type {Selectors} from './query.ts';
import {PageTooLarge, type Page, type Rest} from './rest.ts';

/** Nothing is known yet of the size of the objects, and a page is taken over in one go. */
const FIRST_LIMIT = 40;
const LEAST_LIMIT = 10;
const MOST_LIMIT = 500;
/** Small enough that two of them, parsed, weigh little; larger ones save no time (docs/performance.md). */
const PAGE_BYTES = 225_000;

/**
 * A whole list in pages from one snapshot. After the first page their length follows the size of the objects. The
 * server works on the next page while the caller takes over one.
 * @throws ApiError; 410 when a page came too late: then the list must begin again.
 */
export async function* pages(
  rest: Pick<Rest, 'page'>,
  path: string,
  {labelSelector, fieldSelector}: Selectors,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const read: Read = async (limit, next) =>
    rest.page(path, {labelSelector, fieldSelector, limit, continue: next}, signal);
  let asked = readFitting(read, FIRST_LIMIT, undefined);
  for (;;) {
    const {page, limit} = await asked;
    if (page.continue === undefined) {
      yield page;
      return;
    }
    asked = readFitting(read, limitAfter(page, limit), page.continue);
    // Its failure is thrown when its turn comes; nobody hears of it if the caller gives up before.
    asked.catch(() => undefined);
    yield page;
  }
}

type Read = (limit: number, next: string | undefined) => Promise<Page>;

/** Asks again with fewer objects while the page is too large; answers with how many were asked for in the end. */
async function readFitting(
  read: Read,
  limit: number,
  next: string | undefined,
): Promise<{readonly page: Page; readonly limit: number}> {
  try {
    return {page: await read(limit, next), limit};
  } catch (error) {
    if (!(error instanceof PageTooLarge)) throw error;
    return readFitting(read, Math.ceil(limit / 4), next);
  }
}

function limitAfter(page: Page, limit: number): number {
  if (page.items.length === 0) return limit;
  const fitting = Math.floor(PAGE_BYTES / (page.bytes / page.items.length));
  return Math.min(Math.max(fitting, LEAST_LIMIT), MOST_LIMIT);
}
