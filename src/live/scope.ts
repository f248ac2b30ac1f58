import {valueOf, type Given} from '../cli/args/read-args.ts';
import type {Connection} from './connection.ts';

/** Where in the cluster is looked; `namespace` undefined: everywhere. */
export interface Scope {
  readonly namespace: string | undefined;
}

/** As kubectl takes it: one namespace, that of the context unless another one is named, or all. */
export function scopeFrom(given: Given, {namespace}: Pick<Connection, 'namespace'>): Scope {
  return {namespace: given.options.has('all-namespaces') ? undefined : (valueOf(given, 'namespace') ?? namespace)};
}
