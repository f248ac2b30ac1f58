import {READ_ONLY} from '../../../domain/checks/init-order.ts';
import {celValue} from '../../cel/value.ts';
import type {PodCheck} from './pod-check.ts';

/** What a container `c` asks for; the API server has filled in limits for missing requests. */
const AMOUNT =
  'c.?resources.?requests[?resource].hasValue() ? quantity(string(c.resources.requests[resource])).asApproximateFloat() : 0.0';

/**
 * An init container beside the native sidecars before it needs more than the pod does today (see `effectiveRequest` in the
 * domain). Requests of the whole pod hold whatever its containers ask for.
 */
const RISE = `variables.requested.exists(resource, !object.spec.?resources.?requests[?resource].hasValue() &&
  [variables.inits.map(c, ${AMOUNT})].exists(init, [variables.containers.map(c, ${AMOUNT})].exists(main,
    [([(variables.places.filter(n, !(n in variables.regular)).map(n, init[n]) + main).sum()] +
      variables.regular.map(j, (variables.places.filter(n, n < j && !(n in variables.regular)).map(n, init[n]) + [init[j]]).sum())).max()].exists(held,
        variables.regular.exists(j, ([init[j]] + variables.order.slice(0, variables.order.indexOf(j)).filter(seat, !(seat in variables.regular))
          .map(seat, seat < 0 ? main[variables.moved[-1 - seat]] : init[seat])).sum() > held * 1.000000001)))))`;

/** Would it still work where a sidecar starts before init containers? */
export const beforeInitChecks: readonly PodCheck[] = [
  {
    code: 'InitOrder',
    variables: [
      {
        // Volumes that a container can write to.
        name: 'volumes',
        expression: `object.spec.?volumes.orValue([]).filter(v, !${celValue(READ_ONLY)}.exists(source, source in v)).map(v, v.name)`,
      },
      {
        name: 'initOrder',
        expression: `variables.beforeRanks.exists(rank, variables.order.slice(variables.order.indexOf(-1 - rank), variables.order.size()).exists(j, j in variables.regular &&
  variables.inits[j].?volumeMounts.orValue([]).exists(mount, !mount.?readOnly.orValue(false) && mount.name in variables.volumes &&
    variables.containers[variables.moved[rank]].?volumeMounts.orValue([]).exists(own, own.name == mount.name))))`,
      },
    ],
  },
  {
    code: 'ResourceRise',
    variables: [
      {
        name: 'requested',
        expression:
          'variables.beforeRanks.map(rank, variables.containers[variables.moved[rank]].?resources.?requests.orValue({}).map(key, key)).flatten()',
      },
      {name: 'resourceRise', expression: RISE},
    ],
  },
];
