import {listIn, nativeNames} from '../../domain/containers.ts';
import type {Conversion} from '../../domain/decision.ts';
import {withFields} from '../../domain/fields.ts';
import {fitOf} from '../../domain/fit.ts';
import {objectAt, stringMapAt} from '../../domain/json.ts';
import {plan} from '../../domain/plan.ts';
import {select} from '../../domain/select.ts';
import type {Candidate} from '../../domain/selection.ts';
import {withSwitches} from '../../domain/switches.ts';
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
  const {found} = verdict;
  const metadata = withSwitches(found.workload.template.metadata, change.switches.set);
  return changed(found, {metadata, spec: change.spec}, []);
}

function changed(found: Verdict['found'], {metadata, spec}: Template, removed: readonly Workaround[]): Rewrite {
  const isSame = metadata === found.workload.template.metadata;
  const annotations = isSame ? {} : {annotations: objectAt(metadata, 'annotations')};
  return {type: 'Changed', wanted: {found, spec, ...annotations}, removed, notes: []};
}

/**
 * The same, and in one change with it go the workarounds that native sidecars make useless. So a wrapper that stands in
 * the way of the conversion does not. Where an injector is told only now, what its classic sidecar needs stays: nobody
 * has seen yet whether its version reads that.
 */
export function tidyConversion(verdict: Verdict): Rewrite {
  const {found, outcome} = verdict;
  const before = found.workload.template;
  if (outcome === 'Skipped' || outcome === 'NotSelected') return {type: 'Same'};
  const step = outcome === 'Blocked' ? unwrapped(verdict) : asDecided(verdict);
  if (step === undefined) return {type: 'Blocked'};
  const {template, conversion, removed} = step;
  const converted = {...template, ...(conversion !== undefined && {spec: conversion.spec})};
  // Only now it is known what is native, and what holds the app back.
  const {spec, metadata} = withoutWorkarounds({...found.workload, template: converted}, nativeNames(converted.spec));
  const after = {spec, metadata: withSwitches(metadata, conversion?.switches.set ?? [])};
  const isSame = after.spec === before.spec && after.metadata === before.metadata;
  return isSame ? {type: 'Same'} : changed(found, after, removed);
}

type Template = Workload['template'];

/** A template on its way, what is to be made of it, and what goes with it. */
interface Step {
  readonly template: Template;
  readonly conversion: Conversion | undefined;
  readonly removed: readonly Workaround[];
}

function asDecided(verdict: Verdict): Step {
  const {template} = verdict.found.workload;
  return {template, conversion: changeOf(verdict), removed: verdict.workarounds.filter(isRemovable)};
}

function isRemovable({verdict}: Workaround): boolean {
  return verdict === 'Removable';
}

/** A blocked workload as it would be if what can go had gone before; undefined: still blocked. */
function unwrapped({found: {workload}, policy, facts, findings}: Verdict): Step | undefined {
  const isWrapped = findings.some(({code, severity}) => code === 'WrapperMustGo' && severity === 'block');
  if (policy === undefined || !isWrapped) return undefined;
  const {candidates} = select(workload.template.spec, policy.sidecars);
  // All of them become native, or nothing is changed.
  const names = new Set([...candidates.map(({name}) => name), ...nativeNames(workload.template.spec)]);
  const gated = {...workload, template: withGates(workload.template, candidates)};
  const template = withoutWorkarounds(gated, names);
  const decision = plan({...workload, template}, policy, facts);
  if (decision.type !== 'Convert') return undefined;
  return {template, conversion: decision.conversion, removed: workaroundsOf(gated, names).filter(isRemovable)};
}

/** The sidecars in their places with the startup probes that they are to have: they tell what no longer must wait. */
function withGates({metadata, spec}: Template, candidates: readonly Candidate[]): Template {
  const annotations = stringMapAt(metadata, 'annotations');
  const containers = listIn(spec, 'containers').map((container, index) => {
    const candidate = candidates.find(one => one.index === index);
    const probe = candidate === undefined ? undefined : fitOf(candidate, annotations).fields.startupProbe;
    return candidate === undefined || probe === undefined
      ? container
      : withFields(candidate.container, {startupProbe: probe});
  });
  return {metadata, spec: {...spec, containers}};
}
