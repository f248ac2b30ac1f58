import type {Edit} from './edits.ts';
import type {Scene} from './scene.ts';
import type {Workaround, WorkaroundId} from './workaround.ts';

/** One place where a workaround was found; a removable one brings the edits that take it away. */
export type Found = Pick<Workaround, 'message' | 'path' | 'evidence'> & {
  /** Where in its script, in UTF-16 units; absent: where its words are first. */
  readonly at?: number;
} & ({readonly verdict: 'Removable'; readonly edits: readonly Edit[]} | {readonly verdict: 'Advice' | 'Keep'});

/** Finds one kind of workaround; pure and total on any JSON. */
export interface Detector {
  readonly id: WorkaroundId;
  readonly find: (scene: Scene) => readonly Found[];
}
