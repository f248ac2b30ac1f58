/** Any of the conditions, in the order in which they are tried; of none: `false`. */
export function anyOf(conditions: readonly string[]): string {
  if (conditions.includes('true')) return 'true';
  return joined(
    conditions.filter(condition => condition !== 'false'),
    '||',
    'false',
  );
}

/** All of the conditions, in the order in which they are tried; of none: `true`. */
export function allOf(conditions: readonly string[]): string {
  if (conditions.includes('false')) return 'false';
  return joined(
    conditions.filter(condition => condition !== 'true'),
    '&&',
    'true',
  );
}

/** The opposite of a condition. */
export function not(condition: string): string {
  if (condition === 'true' || condition === 'false') return condition === 'true' ? 'false' : 'true';
  return condition.startsWith('(') ? `!${condition}` : `!(${condition})`;
}

/** A condition and the value where it holds. */
export type Case = readonly [condition: string, value: string];

/** The value of the first case whose condition holds, one case a line. */
export function firstOf(cases: readonly Case[], otherwise: string): string {
  const open = cases.filter(([condition]) => condition !== 'false');
  const certain = open.findIndex(([condition]) => condition === 'true');
  const [tried, last] = certain < 0 ? [open, otherwise] : [open.slice(0, certain), open[certain]?.[1] ?? otherwise];
  return [...tried.map(([condition, value]) => `${condition} ? ${asOne(value)} :`), last].join('\n');
}

/** A choice inside a choice must be in brackets. */
function asOne(value: string): string {
  return value.includes(' ? ') ? `(${value})` : value;
}

/** Text with every line but the first moved to the right. */
export function indented(text: string, spaces = 2): string {
  return text.replaceAll('\n', `\n${' '.repeat(spaces)}`);
}

function joined(conditions: readonly string[], operator: '||' | '&&', ofNone: string): string {
  const [first = ofNone, ...others] = conditions;
  return others.length === 0 ? first : `(${conditions.join(` ${operator} `)})`;
}
