import {isObject, sameJson} from '../../src/domain/json.ts';

/** Where two JSON values differ, a line each: the path, what is there, what was expected. Deep values are cut short. */
export function differences(actual: unknown, expected: unknown, path = ''): readonly string[] {
  if (sameJson(actual, expected)) return [];
  if (isObject(actual) && isObject(expected)) {
    const keys = [...new Set([...Object.keys(actual), ...Object.keys(expected)])];
    return keys.flatMap(key => differences(actual[key], expected[key], `${path}/${key}`));
  }
  if (Array.isArray(actual) && Array.isArray(expected) && actual.length === expected.length) {
    return actual.flatMap((one, index) => differences(one, expected[index], `${path}/${index}`));
  }
  return [`${path}: ${short(actual)}, expected ${short(expected)}`];
}

function short(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 400);
}
