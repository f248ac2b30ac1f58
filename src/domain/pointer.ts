/** JSON Pointers (RFC 6901). */

export function pointer(...keys: readonly (string | number)[]): string {
  return keys.map(key => `/${typeof key === 'number' ? key : escaped(key)}`).join('');
}

/** The keys that a pointer names, unescaped; `''` names the whole document. */
export function pointerKeys(text: string): readonly string[] {
  if (text === '') return [];
  const keys = text.slice(1).split('/');
  // Hardly any key has one, and pointers are read and written all the time.
  return text.includes('~') ? keys.map(key => key.replaceAll('~1', '/').replaceAll('~0', '~')) : keys;
}

function escaped(key: string): string {
  return key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
}
