import type {JsonObject} from '../../src/domain/json.ts';
import {SIDECAR} from './deployment.ts';

/** A SidecarPolicy of this namespace that converts whatever has the bench's sidecar, all at once. */
export function benchPolicy(namespace: string, more: JsonObject = {}): JsonObject {
  return {
    metadata: {name: 'bench', namespace},
    spec: {
      sidecars: [{match: {names: [SIDECAR]}}],
      conversion: {mode: 'Enforce', rollout: {maxConcurrent: '100%'}},
      ...more,
    },
  };
}
