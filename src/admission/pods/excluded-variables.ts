import {anyOf} from '../cel/logic.ts';
import {celString} from '../cel/text.ts';
import {celValue} from '../cel/value.ts';
import {variable, type Variable} from '../cel/variable.ts';
import type {Exclusion} from './unit.ts';

/** Whether the pod is of a workload that is to stay as it is. */
export function excludedVariables(exclusions: readonly Exclusion[]): readonly Variable[] {
  const names = exclusions.flatMap(nameOf);
  const says = 'A workload of this name, or of this kind with these labels on its pods, is to stay as it is.';
  return [
    ...(names.length === 0 ? [] : [variable('workloads', 'What the pod is of, as kind/name.', WORKLOADS)]),
    variable('excluded', says, anyOf([isNamed(names), hasLabels(exclusions)])),
  ];
}

/** `namespace/kind/name`. */
function nameOf(one: Exclusion): readonly string[] {
  if ('workload' in one) return [`${one.namespace}/${one.kind}/${one.workload}`];
  return 'cronJob' in one ? [`${one.namespace}/CronJob/${one.cronJob}`] : [];
}

function isNamed(names: readonly string[]): string {
  if (names.length === 0) return 'false';
  return `variables.workloads.exists(name, namespaceObject.metadata.name + '/' + name in ${celValue(names)})`;
}

/** The labels of excluded pod templates, by namespace and kind. */
function hasLabels(exclusions: readonly Exclusion[]): string {
  const labelled = exclusions.flatMap(one => ('labels' in one ? [one] : []));
  if (labelled.length === 0) return 'false';
  const groups = Map.groupBy(labelled, ({namespace, kind}) => `${namespace}/${kind}`);
  const sets = [...groups].map(([key, group]) => [key, group.map(({labels}) => labels)] as const);
  return `${celValue(Object.fromEntries(sets))}[?namespaceObject.metadata.name + '/' + variables.kind].orValue([]).exists(set,
  set.all(key, key in variables.labels && variables.labels[key] == set[key]))`;
}

/** A CronJob's Jobs are called `<cronjob>-<minutes>`; a Deployment's ReplicaSets `<deployment>-<pod-template-hash>`. */
const WORKLOADS = `(object.metadata.?ownerReferences.orValue([]).filter(o, o.?controller.orValue(false)).map(o,
  variables.kind == 'Deployment' ? ['Deployment/' + o.name.substring(0, o.name.lastIndexOf('-' + variables.labels[${celString('pod-template-hash')}]))] :
  variables.kind == 'Job' ? ['Job/' + o.name] + (o.name.matches('-[0-9]+$') ? ['CronJob/' + o.name.substring(0, o.name.lastIndexOf('-'))] : []) :
  [variables.kind + '/' + o.name]) + [['Pod/' + object.metadata.?name.orValue('')]])[0]`;
