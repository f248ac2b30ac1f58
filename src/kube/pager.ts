import type {Selectors} from './query.ts';
import type {Page, Rest} from './rest.ts';

const FIRST_LIMIT = 100;
const LEAST_LIMIT = 10;
const MOST_LIMIT = 500;
/** A page of this size takes about 10 ms to parse, which is how long the event loop then stands still. */
const PAGE_BYTES = 1_500_000;

/**
 * A whole list in pages from one snapshot. After the first page their length follows the size of the objects.
 * @throws ApiError; 410 when a page came too late: then the list must begin again.
 */
export async function* pages(
  rest: Pick<Rest, 'page'>,
  path: string,
  selectors: Selectors,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  let limit = FIRST_LIMIT;
  let next: string | undefined;
  do {
    const page = await rest.page(path, {...selectors, limit, continue: next}, signal);
    yield page;
    limit = limitAfter(page, limit);
    next = page.continue;
  } while (next !== undefined);
}

function limitAfter(page: Page, limit: number): number {
  if (page.items.length === 0) return limit;
  const fitting = Math.floor(PAGE_BYTES / (page.bytes / page.items.length));
  return Math.min(Math.max(fitting, LEAST_LIMIT), MOST_LIMIT);
}
