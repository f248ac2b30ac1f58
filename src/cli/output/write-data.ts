import type {Io} from '../io.ts';
import {yamlText} from './yaml-text.ts';

/** Writes an answer for programs, as `-o json` or `-o yaml` asks for it. */
export function writeData(data: unknown, format: 'json' | 'yaml', {stdout}: Pick<Io, 'stdout'>): void {
  // What has no value is not there in JSON; YAML follows it.
  const json = JSON.stringify(data, undefined, 2);
  stdout.write(format === 'json' ? `${json}\n` : yamlText(JSON.parse(json)));
}

export function isDataFormat(format: string | undefined): format is 'json' | 'yaml' {
  return format === 'json' || format === 'yaml';
}
