import type {JsonObject} from '../../domain/json.ts';
import {UserError} from '../../runtime/errors.ts';
import type {Problem} from '../input/origin.ts';
import type {TextFile} from '../input/text-file.ts';
import {changeOf} from '../report/pod-spec-diff.ts';
import type {Looked} from '../verdict/look.ts';
import {wantedDocuments, type WantedSpec} from './wanted-documents.ts';

/**
 * The same text where only the lines change that must, so that its documents read as wanted; by their index.
 * @throws UserError where the text cannot be edited like that
 */
export type EditText = (text: string, wanted: ReadonlyMap<number, JsonObject>) => string;

/** One file of the input as it is to be. */
export interface ConvertedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

export interface Converted {
  /** Every file that could be read, also those that stay as they are. */
  readonly files: readonly ConvertedFile[];
  readonly problems: readonly Problem[];
}

/** Converts every workload of the input that can be converted; a file that cannot be edited stays as it is. */
export function convertedFiles({gathered, verdicts}: Looked, editText: EditText): Converted {
  const wanted = wantedDocuments(
    verdicts.flatMap((verdict): readonly WantedSpec[] => {
      const change = changeOf(verdict);
      return change === undefined ? [] : [{found: verdict.found, spec: change.spec}];
    }),
  );
  const edited = gathered.files.map(each => edit(each, wanted.get(each.file), editText));
  return {
    files: edited.map(({file}) => file),
    problems: edited.flatMap(({problem}) => (problem === undefined ? [] : [problem])),
  };
}

interface Edited {
  readonly file: ConvertedFile;
  readonly problem?: Problem;
}

function edit({file, text}: TextFile, wanted: ReadonlyMap<number, JsonObject> | undefined, editText: EditText): Edited {
  const same = {file, before: text, after: text};
  if (wanted === undefined) return {file: same};
  try {
    return {file: {...same, after: editText(text, wanted)}};
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {file: same, problem: {origin: {file}, message: error.message}};
  }
}
