import type {JsonObject} from '../../domain/json.ts';
import {UserError} from '../../runtime/errors.ts';
import type {Gathered} from '../input/gather.ts';
import type {Problem} from '../input/origin.ts';
import type {TextFile} from '../input/text-file.ts';
import {wantedDocuments, type WantedWorkload} from './wanted-documents.ts';

/**
 * The same text where only the lines change that must, so that its documents read as wanted; by their index.
 * @throws UserError where the text cannot be edited like that
 */
export type EditText = (text: string, wanted: ReadonlyMap<number, JsonObject>) => string;

/** One file of the input as it is to be. */
export interface EditedFile extends Pick<TextFile, 'file' | 'named'> {
  readonly before: string;
  readonly after: string;
}

export interface Edited {
  /** Every file that could be read, also those that stay as they are. */
  readonly files: readonly EditedFile[];
  readonly problems: readonly Problem[];
}

/** The files with their workloads as they are to be; a file that cannot be edited stays as it is. */
export function editedFiles(
  {files}: Pick<Gathered, 'files'>,
  workloads: readonly WantedWorkload[],
  editText: EditText,
): Edited {
  const wanted = wantedDocuments(workloads);
  const edited = files.map(each => edit(each, wanted.get(each.file), editText));
  return {
    files: edited.map(({file}) => file),
    problems: edited.flatMap(({problem}) => (problem === undefined ? [] : [problem])),
  };
}

interface Attempt {
  readonly file: EditedFile;
  readonly problem?: Problem;
}

function edit(
  {file, text, named}: TextFile,
  wanted: ReadonlyMap<number, JsonObject> | undefined,
  editText: EditText,
): Attempt {
  const same = {file, named, before: text, after: text};
  if (wanted === undefined) return {file: same};
  try {
    return {file: {...same, after: editText(text, wanted)}};
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {file: same, problem: {origin: {file}, message: `${error.message}.`.replace(/\.\.$/, '.')}};
  }
}
