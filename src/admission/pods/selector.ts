import {objectsAt, stringAt, stringMapAt, stringsAt, type JsonObject} from '../../domain/json.ts';
import {matchesSelector} from '../../domain/labels.ts';
import {allOf} from '../cel/logic.ts';
import {celString} from '../cel/text.ts';

/**
 * Whether labels (a CEL expression for a map) satisfy a LabelSelector. One that the API server would refuse selects
 * nothing, as in the domain.
 */
export function selects(selector: JsonObject, labels: string): string {
  if (!isWellFormed(selector)) return 'false';
  return allOf([
    ...Object.entries(stringMapAt(selector, 'matchLabels')).map(([key, value]) => isIn(labels, key, [value])),
    ...objectsAt(selector, 'matchExpressions').map(one => expression(one, labels)),
  ]);
}

function expression(one: JsonObject, labels: string): string {
  const key = stringAt(one, 'key') ?? '';
  switch (stringAt(one, 'operator')) {
    case 'In':
      return isIn(labels, key, stringsAt(one, 'values'));
    case 'NotIn':
      return `!${isIn(labels, key, stringsAt(one, 'values'))}`;
    case 'Exists':
      return `${celString(key)} in ${labels}`;
    default:
      return `!(${celString(key)} in ${labels})`;
  }
}

function isIn(labels: string, key: string, values: readonly string[]): string {
  const is = values.length === 1 ? `== ${celString(values[0] ?? '')}` : `in [${values.map(celString).join(', ')}]`;
  return `(${celString(key)} in ${labels} && ${labels}[${celString(key)}] ${is})`;
}

/** Whether some labels satisfy each requirement of it. */
function isWellFormed(selector: JsonObject): boolean {
  const {matchLabels = {}, matchExpressions = [], ...others} = selector;
  if (Object.keys(others).length > 0 || !Array.isArray(matchExpressions)) return false;
  return matchesSelector({matchLabels}, stringMapAt(selector, 'matchLabels')) && matchExpressions.every(isSatisfiable);
}

function isSatisfiable(one: unknown): boolean {
  const key = stringAt(one, 'key') ?? '';
  const some = stringsAt(one, 'values')[0] ?? '';
  return [{}, {[key]: some}, {[key]: `${some}-other`}].some(labels =>
    matchesSelector({matchExpressions: [one]}, labels),
  );
}
