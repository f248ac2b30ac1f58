/**
 * For `node --import shifted-clock.ts?ms=…`: the process believes that it is so many milliseconds later (or earlier)
 * than it is, as on a machine whose wall clock is off. The monotonic clock is left alone.
 */
const shift = Number(new URL(import.meta.url).searchParams.get('ms'));
const now = Date.now.bind(Date);

globalThis.Date = new Proxy(Date, {
  construct: (target, args: unknown[], newTarget): Date =>
    Reflect.construct(target, args.length === 0 ? [now() + shift] : args, newTarget) as Date,
  get: (target, key, receiver) => (key === 'now' ? () => now() + shift : Reflect.get(target, key, receiver)) as unknown,
});
