import type {NodeFacts} from '../facts.ts';
import {objectsAt, stringAt, stringMapAt} from '../json.ts';

/** What of a Node object bears on native sidecars. */
export function nodeFactsOf(object: unknown): NodeFacts {
  return {
    name: stringAt(object, 'metadata', 'name') ?? '',
    kubeletVersion: stringAt(object, 'status', 'nodeInfo', 'kubeletVersion') ?? '',
    labels: stringMapAt(object, 'metadata', 'labels'),
    taints: objectsAt(object, 'spec', 'taints'),
  };
}
