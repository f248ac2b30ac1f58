/** Query parameters of a request; absent, false and empty ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Appends a query to a path, escaped. */
export function withQuery(path: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== false && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Which objects of a collection. */
export interface Selectors {
  /** e.g. `tier=backend,!skip`. */
  readonly labelSelector?: string | undefined;
  /** e.g. `status.phase!=Succeeded`. */
  readonly fieldSelector?: string | undefined;
}
