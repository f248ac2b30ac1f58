import {isObject, type JsonObject} from './json.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * Whether labels satisfy a LabelSelector (meta/v1): matchLabels and matchExpressions, all of them; `{}` selects all.
 * A selector that the API server would refuse (unknown field or operator, wrong type) selects nothing.
 */
export function matchesSelector(selector: unknown, labels: Labels): boolean {
  if (!isObject(selector)) return false;
  return Object.entries(selector).every(([field, value]) => {
    if (field === 'matchLabels') return matchesLabels(value, labels);
    return field === 'matchExpressions' && matchesExpressions(value, labels);
  });
}

function matchesLabels(wanted: unknown, labels: Labels): boolean {
  if (wanted === null) return true;
  return isObject(wanted) && Object.entries(wanted).every(([key, value]) => read(labels, key) === value);
}

function matchesExpressions(expressions: unknown, labels: Labels): boolean {
  if (expressions === null) return true;
  return Array.isArray(expressions) && expressions.every(one => isObject(one) && matchesExpression(one, labels));
}

function matchesExpression(expression: JsonObject, labels: Labels): boolean {
  const {key, operator, values} = expression;
  if (typeof key !== 'string') return false;
  const value = read(labels, key);
  switch (operator) {
    case 'In':
      return isFilledList(values) && value !== undefined && values.includes(value);
    case 'NotIn':
      return isFilledList(values) && (value === undefined || !values.includes(value));
    case 'Exists':
      return isEmptyList(values) && value !== undefined;
    case 'DoesNotExist':
      return isEmptyList(values) && value === undefined;
    default:
      return false;
  }
}

function isFilledList(values: unknown): values is readonly unknown[] {
  return Array.isArray(values) && values.length > 0 && values.every(value => typeof value === 'string');
}

function isEmptyList(values: unknown): boolean {
  return values === undefined || values === null || (Array.isArray(values) && values.length === 0);
}

function read(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
