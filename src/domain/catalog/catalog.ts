import {cloudSqlProxy} from './cloud-sql-proxy.ts';
import {fluentBit} from './fluent-bit.ts';
import type {Profile} from './profile.ts';

/** Every product that a policy's `profile` can name, in alphabetical order. */
export const CATALOG: readonly Profile[] = [cloudSqlProxy, fluentBit];

/** The profile with this id; undefined where this version does not know it. */
export function profileById(id: string): Profile | undefined {
  return CATALOG.find(profile => profile.id === id);
}
