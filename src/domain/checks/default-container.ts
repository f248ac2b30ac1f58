import {finding} from '../finding.ts';
import {stringAt} from '../json.ts';
import type {Check, CheckInput} from './check.ts';
import {containerPath} from './container-path.ts';

const ANNOTATION = 'kubectl.kubernetes.io/default-container';

/** kubectl logs, exec and attach take the annotation, else the first of `containers`; so do some injectors. */
export const defaultContainer: Check = {
  code: 'DefaultContainer',
  check: input => {
    const named = stringAt(input.workload.template.metadata, 'annotations', ANNOTATION) ?? '';
    return named === '' ? firstMoves(input) : annotated(input, named);
  },
};

function annotated({selection}: CheckInput, named: string) {
  if (!selection.candidates.some(candidate => candidate.name === named)) return [];
  const message = `The annotation ${ANNOTATION} names ${named}, which becomes a native sidecar: kubectl logs and exec keep choosing it, but older tools look for it among the main containers. Name the app's container instead.`;
  return [finding('DefaultContainer', message, `metadata.annotations[${ANNOTATION}]`)];
}

function firstMoves({selection}: CheckInput) {
  const first = selection.candidates.find(candidate => candidate.index === 0);
  const next = selection.mains[0];
  if (first === undefined || next === undefined) return [];
  const message = `${first.name} is the first container, which kubectl logs and exec choose when none is named; after the conversion they choose ${next.name}. Scripts that rely on it should say -c, or set the annotation ${ANNOTATION}.`;
  return [finding('DefaultContainer', message, containerPath(first))];
}
