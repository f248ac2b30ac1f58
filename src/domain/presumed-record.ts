import type {Annotations} from './catalog/profile.ts';
import {listIn} from './containers.ts';
import {gateFor} from './gate.ts';
import {isObject, sameJson, stringMapAt} from './json.ts';
import type {SidecarRule} from './policy.ts';
import {storedProbe} from './probe.ts';
import type {RecordEntry} from './record.ts';
import {select} from './select.ts';
import type {Candidate} from './selection.ts';
import type {Workload} from './workload.ts';

/**
 * The record that a conversion by these rules would have left, for manifests, which have none: of every native sidecar
 * that a rule governs. It stood at the end, as far as anybody knows, and its startup probe was derived where the rule
 * would derive the same one today. A hook that was dropped is not known.
 */
export function presumedRecord(
  {metadata, spec}: Workload['template'],
  rules: readonly SidecarRule[],
): readonly RecordEntry[] {
  const annotations = stringMapAt(metadata, 'annotations');
  // Undone from last to first at the same place, they end up in their order.
  const end = listIn(spec, 'containers').length;
  return select(spec, rules).natives.map(native => ({n: native.name, i: end, ...presumedGate(native, annotations)}));
}

function presumedGate({container, rule, profile}: Candidate, annotations: Annotations): Pick<RecordEntry, 't' | 'x'> {
  const {startupProbe: now, ...classic} = container;
  const gate = gateFor({container: classic, rule, ...(profile !== undefined && {profile})}, annotations);
  if (!isObject(now) || gate.type === 'None' || gate.type === 'Own') return {};
  if (!sameJson(storedProbe(gate.probe), storedProbe(now))) return {};
  return gate.type === 'Probe' || gate.type === 'Annotations' ? {x: 1} : {t: gate.probe['failureThreshold'] as number};
}
