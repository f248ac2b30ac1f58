import type {Placed} from '../selection.ts';

/** Where a classic container, or a field of it, lies in the pod template, e.g. `spec.containers[1].ports[0]`. */
export function containerPath(placed: Pick<Placed, 'index'>, field = ''): string {
  const path = `spec.containers[${placed.index}]`;
  return field === '' ? path : `${path}.${field}`;
}
