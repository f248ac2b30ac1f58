import {plain} from '../output/plain.ts';
import {wrap} from '../output/wrap.ts';
import type {ClusterPlace, PoliciesFound} from '../verdict/live.ts';

/** Where it was looked and by what it was decided, in lines of that width. */
export function placeLines(place: ClusterPlace, policies: PoliciesFound, width: number): string {
  const lines = [placeText(place), policiesSentence(policies)].flatMap(each => wrap(plain(each), width));
  return lines.map(line => `${line}\n`).join('');
}

/** `Context prod (https://…, Kubernetes 1.36), all namespaces.` */
export function placeText({context, server, version, namespace}: ClusterPlace): string {
  const kubernetes = version === undefined ? '' : `, Kubernetes ${version}`;
  const where = namespace === undefined ? 'all namespaces' : `namespace ${namespace}`;
  return `Context ${context} (${server}${kubernetes}), ${where}.`;
}

const CATALOG = 'everything that the catalog knows counts as a sidecar';

function policiesSentence(found: PoliciesFound): string {
  switch (found.type) {
    case 'Some':
      return `Judged by ${found.count === 1 ? '1 policy' : `${found.count} policies`}.`;
    case 'None':
      return `There is no policy: ${CATALOG}.`;
    case 'NotInstalled':
      return `Outrigger is not installed here, so there is no policy: ${CATALOG}.`;
    case 'Unreadable':
      return `Policies may not be read: ${CATALOG}.`;
  }
}
