import {INJECTORS, type Injector} from '../catalog/injectors.ts';
import {finding} from '../finding.ts';
import {matchesGlob, matchesImage} from '../glob.ts';
import {stringAt, stringMapAt, type JsonObject} from '../json.ts';
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
  const matching = INJECTORS.filter(one => matches(one, candidate));
  if (matching.length === 0) return [];
  const marks = {...stringMapAt(metadata, 'labels'), ...stringMapAt(metadata, 'annotations')};
  const injector = matching.find(({onlyWith}) => onlyWith?.some(mark => Object.hasOwn(marks, mark)) ?? true);
  if (injector === undefined) return [];
  const message = `${candidate.name} ${situation(injector, candidate, marks)}. ${injector.native}`;
  return [finding('InjectedProxy', message, containerPath(candidate))];
}

type Marks = Readonly<Record<string, string>>;

function matches({names, images}: Injector, {name, container}: Candidate): boolean {
  const image = stringAt(container, 'image') ?? '';
  return names.some(glob => matchesGlob(glob, name)) || images.some(glob => matchesImage(glob, image));
}

function situation({title, byHand}: Injector, {container}: Candidate, marks: Marks): string {
  const image = stringAt(container, 'image') ?? '';
  // Istio: `image: auto`, or none, marks settings for the proxy to come.
  if (image === '' || image === 'auto') {
    return `only holds settings for the proxy that ${title} adds to the pod, and ${title} decides where that one goes`;
  }
  if (byHand !== undefined && Object.hasOwn(marks, byHand.annotation)) {
    return `was written into the manifest by ${byHand.command}, with settings that fit a classic sidecar only: generate the manifest again with ${title}'s own switch`;
  }
  return `belongs to ${title}, which would add it a second time or put it back`;
}
