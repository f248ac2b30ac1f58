import type {FindingCode} from '../../api/codes.ts';

/** The documented meaning of one finding code, for someone who has never read KEP-753. Markdown. */
export interface Explanation {
  readonly title: string;
  /** What was found. */
  readonly meaning: string;
  readonly why: string;
  readonly todo: string;
  /** A short YAML fragment: the finding, or its remedy. */
  readonly example: string;
}

export type Explanations = Partial<Record<FindingCode, Explanation>>;
