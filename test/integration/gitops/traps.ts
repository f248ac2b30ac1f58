import type {Column} from './column.ts';
import type {Engine} from './engine.ts';
import type {Verdict} from './verdict.ts';

/** What client-side apply cannot say of a container that has moved in the stored object. */
const KUBECTL: Partial<Record<Column, Verdict>> = {
  'removed or renamed env': 'refused',
  'changed mountPath': 'refused',
  'changed or emptied ports': 'refused',
};
const HELM: Partial<Record<Column, Verdict>> = {
  'removed or renamed env': 'stays',
  'changed mountPath': 'refused',
  'changed or emptied ports': 'stays',
  'removed sidecar': 'stays',
};

/** Outrigger's own write takes from all appliers what they own of the sidecar, until each has applied again. */
const TWO_MANAGERS: Partial<Record<Column, Verdict>> = {unchanged: 'rolls once'};

/** What must come of a change; nothing but what docs/gitops.md says may come out otherwise than in Git. */
export function expectedVerdict({title, side}: Engine, delivery: 'Template' | 'Pod', column: Column): Verdict {
  if (delivery === 'Template' && title === 'server-side apply by two managers')
    return TWO_MANAGERS[column] ?? 'as in Git';
  if (delivery === 'Pod' || side !== 'client') return 'as in Git';
  return (title.startsWith('Helm') ? HELM : KUBECTL)[column] ?? 'as in Git';
}
