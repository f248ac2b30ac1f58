import type {ImageTexts} from './globs.ts';

/** How expressions name what they need of one container: `c` itself, its image, and all words that it is started with. */
export interface ContainerTexts extends ImageTexts {
  readonly name: string;
  readonly words: string;
}

/** Of the container `c` at `i` of `variables.considered`, which begins with `variables.containers`. */
export const AT_I: ContainerTexts = {
  name: 'c.name',
  image: 'variables.images[i]',
  repository: 'variables.repositories[i]',
  words: 'variables.words[i]',
};

/** White space as JavaScript's `\s` has it; RE2's own is ASCII only. */
export const SPACE = String.raw`[\s\v\pZ\x{feff}]`;
export const NO_SPACE = String.raw`[^\s\v\pZ\x{feff}]`;
