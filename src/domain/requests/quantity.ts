const DECIMAL = {n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18} as const;
const BINARY = {Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60} as const;
const FACTORS = new Map<string, number>(Object.entries({...DECIMAL, ...BINARY}));

/** `E` alone is exa, `E` with digits an exponent; a suffix and an exponent exclude each other. */
const SHAPE = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([a-zA-Z]{1,2}))?$/;

/**
 * The value of a Kubernetes quantity (`500m`, `1.5Gi`, `1e3`; apimachinery api/resource/quantity.go), as a number:
 * exact enough for sums in metrics. Undefined: not a quantity, negative or not finite.
 */
export function parseQuantity(quantity: unknown): number | undefined {
  if (typeof quantity === 'number') return valid(quantity);
  const parts = typeof quantity === 'string' ? SHAPE.exec(quantity) : null;
  if (parts === null) return undefined;
  const [, digits = '', exponent = '', suffix = ''] = parts;
  const factor = suffix === '' ? 1 : FACTORS.get(suffix);
  return factor === undefined ? undefined : valid(Number(digits + exponent) * factor);
}

function valid(value: number): number | undefined {
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
