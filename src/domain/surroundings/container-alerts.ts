import type {ContainerAlert} from '../facts.ts';
import {matchesGlob} from '../glob.ts';
import {objectsAt, stringAt} from '../json.ts';

/** kube-state-metrics counts native sidecars under `kube_pod_init_container_…` (kube-state-metrics#2436). */
const REGULAR = /\bkube_pod_container_/;

/** The rules of a PrometheusRule (monitoring.coreos.com/v1) that read metrics of regular containers in the namespace. */
export function containerAlertsOf(object: unknown, namespace: string): readonly ContainerAlert[] {
  const source = stringAt(object, 'metadata', 'name') ?? '';
  const rules = objectsAt(object, 'spec', 'groups').flatMap(group => objectsAt(group, 'rules'));
  return rules.flatMap(rule => {
    const expr = stringAt(rule, 'expr') ?? '';
    const near = namespace === '' || reaches(expr, 'namespace', namespace);
    if (!REGULAR.test(expr) || !near) return [];
    return [{source, name: stringAt(rule, 'alert') ?? stringAt(rule, 'record') ?? '', expr}];
  });
}

/** Whether a rule looks at the metrics of a container of that name; in doubt it does. */
export function looksAt({expr}: ContainerAlert, container: string): boolean {
  return reaches(expr, 'container', container);
}

/** Matchers that exclude say nothing here: what they leave is not known without a run of the query. */
function reaches(expr: string, label: string, value: string): boolean {
  const matchers = [...expr.matchAll(/\b(\w+)\s*(=~|=)\s*"([^"]*)"/g)].filter(([, name]) => name === label);
  return matchers.length === 0 || matchers.some(([, , operator, wanted = '']) => admits(operator, wanted, value));
}

/** Of regular expressions only alternatives and `.*` are understood; anything else counts as a match. */
function admits(operator: string | undefined, wanted: string, value: string): boolean {
  if (operator === '=') return wanted === value;
  const alternatives = wanted.split('|').map(one => one.replaceAll(/\.[*+]/g, '*'));
  return alternatives.some(one => /[^\w*.-]/.test(one) || matchesGlob(one, value));
}
