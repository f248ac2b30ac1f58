import type {ClusterPlace, Live, PoliciesFound, Unreadable} from '../verdict/live.ts';

/** What every answer about a cluster has beside its own (docs/cli.md). */
export interface LiveData {
  readonly cluster: ClusterPlace & {readonly policies: PoliciesFound};
  readonly unreadable: readonly Pick<Unreadable, 'resource' | 'message'>[];
}

export function liveData({place, policies, unreadable}: Pick<Live, 'place' | 'policies' | 'unreadable'>): LiveData {
  return {
    cluster: {...place, policies},
    unreadable: unreadable.map(({resource, message}) => ({resource, message})),
  };
}
