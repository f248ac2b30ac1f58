/** A named CEL expression of an admission policy (`spec.variables[]`); later ones may use it. */
export interface Variable {
  readonly name: string;
  readonly expression: string;
}

/** @param says in words what it is; stands above the expression, also on the cluster, where YAML has no comments */
export function variable(name: string, says: string, expression: string): Variable {
  return {name, expression: [...says.split('\n').map(line => `// ${line.trim()}`), dedent(expression)].join('\n')};
}

/** Text without the indentation that all of its lines have, and without blank lines around it. */
export function dedent(text: string): string {
  const lines = text
    .replace(/^\s*\n/, '')
    .trimEnd()
    .split('\n');
  const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length);
  return lines.map(line => line.slice(Math.min(...indents))).join('\n');
}
