import {listIn, nativeNames} from '../../domain/containers.ts';
import {withFields} from '../../domain/fields.ts';
import {fitOf} from '../../domain/fit.ts';
import {objectAt, type JsonObject} from '../../domain/json.ts';
import {plan} from '../../domain/plan.ts';
import {select} from '../../domain/select.ts';
import type {Candidate} from '../../domain/selection.ts';
import {withoutWorkarounds, workaroundsOf} from '../../domain/workarounds/index.ts';
import type {Workaround} from '../../domain/workarounds/workaround.ts';
import type {Workload} from '../../domain/workload.ts';
import {changeOf} from '../verdict/change-of.ts';
import type {Verdict} from '../verdict/verdict.ts';
import type {Rewrite} from './rewrite.ts';

/** What `outrigger convert` makes of a workload. */
export function conversion(verdict: Verdict): Rewrite {
  if (verdict.outcome === 'Blocked') return {type: 'Blocked'};
  const change = changeOf(verdict);
  if (change === undefined) return {type: 'Same'};
  return {type: 'Changed', wanted: {found: verdict.found, spec: change.spec}, removed: [], notes: []};
}

/**
 * The same, and in one change with it go the workarounds that native sidecars make useless. So a wrapper that stands in
 * the way of the conversion does not.
 */
export function tidyConversion(verdict: Verdict): Rewrite {
  const {found, outcome} = verdict;
  const before = found.workload.template;
  if (outcome === 'Skipped' || outcome === 'NotSelected') return {type: 'Same'};
  const converted = outcome === 'Blocked' ? convertedUnwrapped(verdict) : convertedAsDecided(verdict);
  if (converted === undefined) return {type: 'Blocked'};
  const {template, removed} = converted;
  // Only now it is known what is native, and what holds the app back.
  const {spec, metadata} = withoutWorkarounds({...found.workload, template}, nativeNames(template.spec));
  if (spec === before.spec && metadata === before.metadata) return {type: 'Same'};
  const annotations = metadata === before.metadata ? {} : {annotations: objectAt(metadata, 'annotations')};
  return {type: 'Changed', wanted: {found, spec, ...annotations}, removed, notes: []};
}

interface Converted {
  readonly template: Workload['template'];
  /** What goes with it. */
  readonly removed: readonly Workaround[];
}

function convertedAsDecided(verdict: Verdict): Converted {
  const {template} = verdict.found.workload;
  const spec = changeOf(verdict)?.spec ?? template.spec;
  return {template: {...template, spec}, removed: verdict.workarounds.filter(isRemovable)};
}

function isRemovable({verdict}: Workaround): boolean {
  return verdict === 'Removable';
}

/** A blocked workload as it would be if what can go had gone before; undefined: still blocked. */
function convertedUnwrapped({found: {workload}, policy, facts, findings}: Verdict): Converted | undefined {
  const isWrapped = findings.some(({code, severity}) => code === 'WrapperMustGo' && severity === 'block');
  if (policy === undefined || !isWrapped) return undefined;
  const {candidates} = select(workload.template.spec, policy.sidecars);
  // All of them become native, or nothing is changed.
  const names = new Set([...candidates.map(({name}) => name), ...nativeNames(workload.template.spec)]);
  const gated = {...workload, template: {...workload.template, spec: withGates(workload.template.spec, candidates)}};
  const template = withoutWorkarounds(gated, names);
  const decision = plan({...workload, template}, policy, facts);
  if (decision.type !== 'Convert') return undefined;
  const removed = workaroundsOf(gated, names).filter(isRemovable);
  return {template: {...template, spec: decision.conversion.spec}, removed};
}

/** The sidecars in their places with the startup probes that they are to have: they tell what no longer must wait. */
function withGates(spec: JsonObject, candidates: readonly Candidate[]): JsonObject {
  const containers = listIn(spec, 'containers').map((container, index) => {
    const candidate = candidates.find(one => one.index === index);
    const probe = candidate === undefined ? undefined : fitOf(candidate).fields.startupProbe;
    return candidate === undefined || probe === undefined
      ? container
      : withFields(candidate.container, {startupProbe: probe});
  });
  return {...spec, containers};
}
