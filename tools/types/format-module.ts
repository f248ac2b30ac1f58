import {join} from 'node:path';
import {format, resolveConfig} from 'prettier';

const BANNER = '// Generated from crds/ by tools/generate-types.ts (npm run generate). Do not edit.';

/** A generated module as it is written: with the banner, in the style of the repository. */
export async function formatModule(text: string): Promise<string> {
  const style = await resolveConfig(join(import.meta.dirname, 'any.ts'));
  return format(`${BANNER}\n${text}`, {...style, parser: 'typescript'});
}
