import {isObject, type JsonObject} from '../../domain/json.ts';
import {scriptConfigMaps} from '../../domain/workarounds/script-config-maps.ts';
import type {Workload} from '../../domain/workload.ts';
import {parseDocument} from './parse-document.ts';
import {isOfInterest} from './parse-text.ts';
import {splitDocuments} from './split-documents.ts';
import type {TextFile} from './text-file.ts';

/**
 * The ConfigMaps among documents that were passed over unread, as far as workloads run scripts of them: parsing all would
 * take longer than everything else. One that cannot be read is passed over all the same, since only advice comes of it.
 */
export function scriptConfigMapsIn(
  files: readonly TextFile[],
  workloads: readonly {readonly workload: Workload}[],
): readonly JsonObject[] {
  const names = new Set(workloads.flatMap(({workload}) => scriptConfigMaps(workload)));
  if (names.size === 0) return [];
  return files
    .filter(isOfInterest)
    .flatMap(({text}) => splitDocuments(text))
    .filter(({text}) => isConfigMap(text) && namesOneOf(text, names))
    .flatMap(({text}) => {
      const parsed = parseDocument(text);
      return parsed.type === 'Parsed' && isObject(parsed.value) ? [parsed.value] : [];
    });
}

/** Other texts have been read already. */
function isConfigMap(text: string): boolean {
  return /(?:^|\n)kind:[ \t]*["']?ConfigMap\b/.test(text);
}

function namesOneOf(text: string, names: ReadonlySet<string>): boolean {
  const matches = [...text.matchAll(/\bname["']?:[ \t]*["']?([\w.-]+)/g)];
  return matches.some(([, name]) => names.has(name ?? ''));
}
