/** As many at a time as a small machine bears. */
const AT_ONCE = 8;

/** Does something with each, several at once; rejects with the first failure. */
export async function inBatches<T>(all: readonly T[], act: (each: T) => Promise<unknown>): Promise<void> {
  const rest = [...all];
  const work = async (): Promise<void> => {
    for (let each = rest.shift(); each !== undefined; each = rest.shift()) await act(each);
  };
  await Promise.all(Array.from({length: AT_ONCE}, work));
}
