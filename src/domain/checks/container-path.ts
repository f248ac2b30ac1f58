import type {Placed} from '../selection.ts';

/** Where a classic container lies in the pod template, e.g. `spec.containers[1].ports[0]`. */
export function containerPath(placed: Pick<Placed, 'index'>, ...rest: readonly string[]): string {
  return [`spec.containers[${placed.index}]`, ...rest].join('.');
}
