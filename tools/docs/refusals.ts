import type {Schema} from '../crd.ts';
import {hasSection, type Section} from './sections.ts';

/** What the CEL rules of an object and of its fields refuse, as a Markdown list; empty where there are none. */
export function refusals({schema}: Section): string {
  const fields = Object.values(schema.properties ?? {}).flatMap(ownRules);
  const sentences = [...rulesOf(schema), ...fields].map(rule => `- ${rule.message}.`);
  return sentences.length === 0 ? '' : ['Refused, with this sentence:', '', ...new Set(sentences)].join('\n');
}

const rulesOf = (schema: Schema) => schema['x-kubernetes-validations'] ?? [];

/** The rules of a field and of its items, as far as they are not told in a section of their own. */
function ownRules(field: Schema) {
  if (!hasSection(field)) return [...rulesOf(field), ...(field.items === undefined ? [] : rulesOf(field.items))];
  return field.items === undefined ? [] : rulesOf(field);
}
