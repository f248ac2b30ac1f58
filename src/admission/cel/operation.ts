/**
 * An RFC 6902 operation as a map, for variables: there CEL does not know the type JSONPatch (apiserver 1.36
 * plugin/policy/mutating/compilation.go).
 * @param fields CEL expressions
 */
export function operation(
  op: 'add' | 'replace' | 'remove' | 'move' | 'copy',
  fields: {readonly path: string; readonly from?: string; readonly value?: string},
): string {
  const members = Object.entries({...fields}).map(([name, value]) => `'${name}': dyn(${value})`);
  return `{'op': dyn('${op}'), ${members.join(', ')}}`;
}

/** A list of such maps as a JSON Patch; for `mutations[].jsonPatch.expression`. */
export function jsonPatchOf(operations: string): string {
  return `
    ${operations}.map(o,
      'from' in o ? JSONPatch{op: o.op, from: o.from, path: o.path}
      : 'value' in o ? JSONPatch{op: o.op, path: o.path, value: o.value}
      : JSONPatch{op: o.op, path: o.path})
  `;
}
