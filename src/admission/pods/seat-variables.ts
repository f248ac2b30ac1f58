import {CATALOG} from '../../domain/catalog/catalog.ts';
import {NETWORK_INIT} from '../../domain/seats.ts';
import {allOf, anyOf, not} from '../cel/logic.ts';
import {celValue} from '../cel/value.ts';
import {variable, type Variable} from '../cel/variable.ts';
import {perContainer} from './per-container.ts';
import {isNative} from './pod-variables.ts';
import {isGovernedBy, type UnitRule} from './rules.ts';

/**
 * Where in `initContainers` the containers that move come to stand, as `seats` in the domain has it. An order is a list
 * of ints: a place in `inits`, or `-1 - rank` for the container at that rank in `moved`.
 */
export function seatVariables(rules: readonly UnitRule[]): readonly Variable[] {
  return [
    variable(
      'before',
      'Whether each comes before the init containers, rather than behind them.',
      perContainer(isBefore(rules)),
    ),
    variable('beforeRanks', 'Ranks in `moved`.', 'variables.moved.transformList(rank, i, variables.before[i], rank)'),
    {name: 'afterRanks', expression: 'variables.moved.transformList(rank, i, !variables.before[i], rank)'},
    {name: 'places', expression: 'lists.range(variables.inits.size())'},
    variable(
      'regular',
      'Places of init containers that are no native sidecars.',
      `variables.places.filter(j, ${not(isNative('variables.inits[j]'))})`,
    ),
    variable(
      'network',
      'The last one that sets up the network of the pod for a proxy; -1: none.',
      `(variables.regular.filter(j, ${isOfNetwork('j')}).reverse() + [-1])[0]`,
    ),
    variable(
      'outdated',
      'Native copies of what moves, from an earlier run.',
      `variables.places.filter(j, !(j in variables.regular) && ${isCopyOf('variables.moved')})`,
    ),
    variable(
      'beforePlaces',
      'Those whose place stays in use.',
      `variables.outdated.filter(j, ${isCopyOf(movedAt('variables.beforeRanks'))} && ${BEHIND_NETWORK})`,
    ),
    {
      name: 'afterPlaces',
      expression: `variables.outdated.filter(j, ${isCopyOf(movedAt('variables.afterRanks'))} && ${BEHIND_ALL})`,
    },
    variable('seated', 'The new order: a place in `inits`, or -1 - rank for one that moves.', SEATED),
    variable('front', 'Where those come in that are before the init containers.', FRONT),
    {name: 'order', expression: ORDER},
    variable(
      'seats',
      'For each rank its place when it is moved: behind those before it that are there by then.',
      SEATS,
    ),
  ];
}

function isBefore(rules: readonly UnitRule[]): string {
  const profiles = CATALOG.filter(({position}) => position === 'BeforeInit').map(({id}) => id);
  return anyOf([
    isGovernedBy(rules, ({rule}) => rule.position === 'BeforeInit'),
    allOf([
      isGovernedBy(rules, ({rule}) => rule.position === undefined),
      `variables.profile[i] in ${celValue(profiles)}`,
    ]),
  ]);
}

function isOfNetwork(place: string): string {
  return `variables.inits[${place}].name in ${celValue(NETWORK_INIT)}`;
}

function movedAt(ranks: string): string {
  return `${ranks}.map(rank, variables.moved[rank])`;
}

function isCopyOf(indexes: string): string {
  return `${indexes}.exists(i, variables.containers[i].name == variables.inits[j].name)`;
}

/** Place `j` is behind the init containers of the network, and before every other one. */
const BEHIND_NETWORK = 'variables.regular.all(k, k <= variables.network ? k < j : k > j)';
const BEHIND_ALL = 'variables.regular.all(k, k < j)';

const SEATED = `variables.places.map(j,
  j in variables.beforePlaces ? [-1 - variables.beforeRanks[variables.beforePlaces.indexOf(j)]] :
  j in variables.afterPlaces ? [-1 - variables.afterRanks[variables.afterPlaces.indexOf(j)]] :
  j in variables.outdated ? [] : [j]).flatten()`;

const FRONT = `(lists.range(variables.seated.size()).filter(at, variables.seated[at] in variables.regular && variables.seated[at] > variables.network) +
  [variables.seated.size()])[0]`;

const ORDER = `variables.seated.slice(0, variables.front) +
variables.beforeRanks.slice(variables.beforePlaces.size(), variables.beforeRanks.size()).map(rank, -1 - rank) +
variables.seated.slice(variables.front, variables.seated.size()) +
variables.afterRanks.slice(variables.afterPlaces.size(), variables.afterRanks.size()).map(rank, -1 - rank)`;

/** For each rank its place when it is moved: behind what comes before it and is there by then. */
const SEATS = `variables.moved.transformList(rank, i,
  variables.order.slice(0, variables.order.indexOf(-1 - rank)).filter(seat, seat > -1 - rank).size())`;
