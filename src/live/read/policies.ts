import {GROUP} from '../../api/constants.ts';
import type {PoliciesFound} from '../../cli/verdict/live.ts';
import {parsePolicy} from '../../domain/policy-parse.ts';
import type {Policy} from '../../domain/policy.ts';
import {RESOURCES} from '../../kube/resources.ts';
import type {Scope} from '../scope.ts';
import type {Listing, Reader} from './reader.ts';
import type {Served} from './served.ts';

export interface ReadPolicies {
  readonly found: PoliciesFound;
  readonly policies: readonly Policy[];
}

/** The policies that may reach into the scope. */
export async function readPolicies(reader: Reader, {namespace}: Scope, served: Served): Promise<ReadPolicies> {
  if (served !== undefined && !served.has(GROUP)) return {found: {type: 'NotInstalled'}, policies: []};
  const kinds = ['SidecarPolicy', 'ClusterSidecarPolicy'] as const;
  const listings = await Promise.all(
    kinds.map(async kind =>
      reader.list(RESOURCES[kind], {
        namespace: kind === 'SidecarPolicy' ? namespace : undefined,
        take: object => parsePolicy(kind, object),
      }),
    ),
  );
  const policies = listings.flatMap(listing => (listing.type === 'Read' ? listing.objects : []));
  return {found: foundOf(listings, policies.length), policies};
}

function foundOf(listings: readonly Listing<Policy>[], count: number): PoliciesFound {
  if (count > 0) return {type: 'Some', count};
  if (listings.some(({type}) => type === 'Unreadable')) return {type: 'Unreadable'};
  return listings.every(({type}) => type === 'Absent') ? {type: 'NotInstalled'} : {type: 'None'};
}
