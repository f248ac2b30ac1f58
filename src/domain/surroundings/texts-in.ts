import {isObject} from '../json.ts';

/** Every key and string of a value, each object once: YAML anchors can make an object hold itself. */
export function textsIn(value: unknown): readonly string[] {
  const seen = new Set<unknown>();
  const left: unknown[] = [value];
  const texts: string[] = [];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === 'string') texts.push(one);
    if (seen.has(one)) continue;
    if (Array.isArray(one)) {
      seen.add(one);
      for (const entry of one) left.push(entry);
    } else if (isObject(one)) {
      seen.add(one);
      for (const [key, inner] of Object.entries(one)) left.push(key, inner);
    }
  }
  return texts;
}
