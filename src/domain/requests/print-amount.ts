const BINARY_UNITS = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'] as const;

/** An amount of a resource as people write it in manifests: `250m`, `1.5`, `384Mi`. */
export function printAmount(resource: string, amount: number): string {
  if (resource === 'cpu') return amount < 1 && amount > 0 ? `${Math.round(amount * 1000)}m` : rounded(amount);
  return isBytes(resource) ? printBytes(amount) : rounded(amount);
}

function isBytes(resource: string): boolean {
  return resource === 'memory' || resource === 'ephemeral-storage' || resource.startsWith('hugepages-');
}

function printBytes(bytes: number): string {
  let left = bytes;
  let unit = 0;
  while (left >= 1024 && unit < BINARY_UNITS.length - 1) {
    left /= 1024;
    unit += 1;
  }
  return rounded(left) + (BINARY_UNITS[unit] ?? '');
}

function rounded(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
