import {nativeAdvice, type Injector} from '../catalog/injector.ts';
import {injectorOf, type Marks} from '../catalog/injectors.ts';
import {isInjectionCustomization} from '../catalog/istio.ts';
import {finding} from '../finding.ts';
import {stringMapAt, type JsonObject} from '../json.ts';
import type {Candidate} from '../selection.ts';
import type {Check} from './check.ts';
import {containerPath} from './container-path.ts';

/** A container that a product's own injector adds, and would add again or put back after a move. */
export const injectedProxy: Check = {
  code: 'InjectedProxy',
  check: ({selection, workload}) =>
    selection.candidates.flatMap(candidate => findingFor(candidate, workload.template.metadata)),
};

function findingFor(candidate: Candidate, metadata: JsonObject) {
  const marks = {...stringMapAt(metadata, 'labels'), ...stringMapAt(metadata, 'annotations')};
  const injector = injectorOf(candidate, marks);
  if (injector === undefined) return [];
  const message = `${candidate.name} ${situation(injector, candidate, marks)}. ${nativeAdvice(injector)}`;
  return [finding('InjectedProxy', message, containerPath(candidate))];
}

function situation({title, byHand}: Injector, {container}: Candidate, marks: Marks): string {
  if (isInjectionCustomization(container)) {
    return `only holds settings for the proxy that ${title} adds to the pod, and ${title} decides where that one goes`;
  }
  if (byHand !== undefined && Object.hasOwn(marks, byHand.annotation)) {
    return `was written into the manifest by ${byHand.command}, with settings that fit a classic sidecar only: generate the manifest again with ${title}'s own switch`;
  }
  return `belongs to ${title}, which would add it a second time or put it back`;
}
