import {injectionAsked} from '../catalog/injection.ts';
import {nativeAdvice, type Injector} from '../catalog/injector.ts';
import {injectorOf} from '../catalog/injectors.ts';
import {finding, type Finding} from '../finding.ts';
import {injectionMarksOf} from '../injected.ts';
import {stringAt} from '../json.ts';
import type {Candidate} from '../selection.ts';
import type {Check, CheckInput} from './check.ts';
import {containerPath} from './container-path.ts';

/**
 * A container that a product's own injector adds, and would add again or put back after a move. What the product's
 * command line has written into a manifest is an ordinary sidecar, as long as no injector looks at its pods.
 */
export const injectedProxy: Check = {
  code: 'InjectedProxy',
  check: input => input.selection.candidates.flatMap(candidate => findingFor(candidate, input)),
};

function findingFor(candidate: Candidate, {workload, facts}: CheckInput): readonly Finding[] {
  const marks = injectionMarksOf(workload, facts);
  const known = {...marks['pod label'], ...marks['pod annotation']};
  const injector = injectorOf(candidate, known);
  if (injector === undefined) return [];
  const written = isWritten(injector, candidate, known);
  const isAsked = injectionAsked(injector, marks) === 'Asked';
  if (written && !isAsked) return [];
  const message = `${candidate.name} ${situation(injector, written)}. ${nativeAdvice(injector)}`;
  return [finding('InjectedProxy', message, containerPath(candidate))];
}

function isWritten({byHand}: Injector, {container}: Candidate, known: Readonly<Record<string, string>>): boolean {
  return byHand !== undefined && Object.hasOwn(known, byHand.annotation) && stringAt(container, 'image') !== undefined;
}

function situation({title, byHand}: Injector, written: boolean): string {
  return written
    ? `was written into the manifest by ${byHand?.command ?? 'hand'}, but the labels and annotations also ask ${title} to add one to each pod: write the manifest anew without the proxy, or do not ask for it`
    : `belongs to ${title}, which would add it a second time or put it back`;
}
