import {RECORD_ANNOTATION} from '../../api/constants.ts';
import {isNative, placedIn} from '../containers.ts';
import {objectAt, stringMapAt} from '../json.ts';
import {parseRecord} from '../record.ts';

/** Names of the containers that were moved when the pod was created, as its own record says; empty: none was. */
export function movedIn(pod: unknown): readonly string[] {
  const record = stringMapAt(pod, 'metadata', 'annotations')[RECORD_ANNOTATION];
  return record === undefined ? [] : parseRecord(record).map(({n}) => n);
}

/**
 * The first of these that the pod has in `containers` again, or as an ordinary init container; undefined: none. One that
 * is not there at all was taken away on purpose.
 */
export function strippedIn(pod: unknown, moved: readonly string[]): string | undefined {
  const spec = objectAt(pod, 'spec');
  const classic = placedIn(spec, 'containers').map(({name}) => name);
  const ordinary = placedIn(spec, 'initContainers').filter(({container}) => !isNative(container));
  const lost = new Set([...classic, ...ordinary.map(({name}) => name)]);
  return moved.find(name => lost.has(name));
}
