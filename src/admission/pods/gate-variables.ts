import {CATALOG} from '../../domain/catalog/catalog.ts';
import type {Profile} from '../../domain/catalog/profile.ts';
import {gateFor} from '../../domain/gate.ts';
import {allOf, anyOf, firstOf, type Case} from '../cel/logic.ts';
import {celString} from '../cel/text.ts';
import {celValue} from '../cel/value.ts';
import {variable, type Variable} from '../cel/variable.ts';
import {AT_I} from './container-texts.ts';
import {isAddedBy} from './injection.ts';
import {perContainer} from './per-container.ts';
import {PROFILE_PROBES, type ProfileProbe} from './profile-probes.ts';
import {isGovernedBy, type UnitRule} from './rules.ts';
import {settingsVariables} from './settings.ts';
import {vaultVariables} from './vault-files.ts';

const HANDLERS = ['httpGet', 'tcpSocket', 'exec', 'grpc'];
const SECONDS = 'variables.seconds[variables.rule[i]]';

/** For each container of `containers` its profile, the source of its startup gate, and the gate's probe. */
export function gateVariables(rules: readonly UnitRule[]): readonly Variable[] {
  const probes = probesOf(rules);
  const flags = probes.flatMap(([id, probe]) => (probe.type === 'Port' ? [[id, probe.flags] as const] : []));
  return [
    variable(
      'profile',
      "For each container the product that it is, as far as it counts; '' where it does not.",
      perContainer(firstOf(profileCases(rules), "''")),
    ),
    ...(flags.length > 0 ? settingsVariables(Object.fromEntries(flags)) : []),
    ...(flags.length > 0 ? [portVariable(probes)] : []),
    ...(probes.some(([, probe]) => probe.type === 'Files') ? vaultVariables() : []),
    variable(
      'gate',
      'Where the startup gate of each comes from.',
      perContainer(firstOf(gateCases(rules, probes), "'None'")),
    ),
    variable(
      'seconds',
      'By rule: how long the gate may take.',
      celValue(rules.map(({rule}) => rule.startup.timeoutSeconds)),
    ),
    variable('explicitProbes', 'By rule: its own probe, where it has one.', `[${rules.map(explicit).join(',\n  ')}]`),
    variable('probe', 'The startup probe that each will have.', perContainer(firstOf(probeCases(probes), 'dyn({})'))),
  ];
}

/** Products whose command line writes the container into manifests: whatever rule selects it, it is theirs. */
const WRITTEN: readonly Profile[] = CATALOG.filter(({injector}) => injector?.byHand !== undefined);

function profileCases(rules: readonly UnitRule[]): readonly Case[] {
  const ids = [...new Set(rules.flatMap(({profile}) => profile?.id ?? []))];
  return [
    ['variables.rule[i] < 0', "''"],
    ...ids.map((id): Case => [isGovernedBy(rules, rule => rule.profile?.id === id), celString(id)]),
    ...WRITTEN.map((profile): Case => [isAddedBy(profile, AT_I), celString(profile.id)]),
  ];
}

type Probes = readonly (readonly [id: string, probe: ProfileProbe])[];

/** Of the profiles that a container can have and that give a gate by themselves. */
function probesOf(rules: readonly UnitRule[]): Probes {
  const profiles = new Set([...rules.flatMap(({profile}) => profile ?? []), ...WRITTEN]);
  return [...profiles].flatMap(({id, class: kind}) => {
    const probe = PROFILE_PROBES[id];
    return probe === undefined || kind !== 'dependency' ? [] : [[id, probe] as const];
  });
}

function portVariable(probes: Probes): Variable {
  const cases = probes.flatMap(([id, probe]): readonly Case[] =>
    probe.type === 'Port' ? [[hasProfile(id), probe.port]] : [],
  );
  return variable(
    'healthPort',
    'The port on which the product says that it is up, if its settings are such; else 0.',
    perContainer(firstOf(cases, '0')),
  );
}

function gateCases(rules: readonly UnitRule[], probes: Probes): readonly Case[] {
  const readiness = isGovernedBy(rules, ({rule}) => rule.startup.gate === 'Readiness');
  const auto = isGovernedBy(rules, ({rule}) => rule.startup.gate === 'Auto');
  return [
    ['variables.rule[i] < 0', "'None'"],
    [isGovernedBy(rules, isExplicit), "'Probe'"],
    ['has(c.startupProbe)', "'Own'"],
    [allOf([readiness, hasHandler('readinessProbe')]), "'readinessProbe'"],
    [allOf([readiness, hasHandler('livenessProbe')]), "'livenessProbe'"],
    [allOf([auto, anyOf(probes.filter(isOfContainer).map(isThere))]), "'Profile'"],
    [allOf([auto, anyOf(probes.filter(one => !isOfContainer(one)).map(isThere))]), "'Annotations'"],
  ];
}

function isExplicit({rule}: UnitRule): boolean {
  return rule.startup.gate === 'Probe' && rule.startup.probe !== undefined;
}

/** By the container's own settings, rather than by annotations of the pod. */
function isOfContainer([, {type}]: Probes[number]): boolean {
  return type !== 'Files';
}

function isThere([id, probe]: Probes[number]): string {
  if (probe.type === 'Files') return allOf([hasProfile(id), probe.where]);
  if (probe.type === 'Port') return allOf([hasProfile(id), 'variables.healthPort[i] > 0']);
  const path = `c.?readinessProbe.?httpGet.?path.orValue('') == ${celString(probe.path)}`;
  return allOf([hasProfile(id), path, probe.where]);
}

function hasProfile(id: string): string {
  return `variables.profile[i] == ${celString(id)}`;
}

function hasHandler(probe: string): string {
  return anyOf(HANDLERS.map(handler => `c.?${probe}.?${handler}.hasValue()`));
}

/** The probe as it will be; of a container's own startupProbe, as it is. */
function probeCases(probes: Probes): readonly Case[] {
  const ports = probes.flatMap(([id, probe]): readonly Case[] => {
    if (probe.type === 'Port')
      return [[allOf(["variables.gate[i] == 'Profile'", hasProfile(id)]), httpProbe(probe.path)]];
    return probe.type === 'Files' ? [["variables.gate[i] == 'Annotations'", commandProbe(probe.command)]] : [];
  });
  return [
    ["variables.gate[i] == 'None'", 'dyn({})'],
    ["variables.gate[i] == 'Own'", 'c.startupProbe'],
    ["variables.gate[i] == 'Probe'", 'variables.explicitProbes[variables.rule[i]]'],
    ["variables.gate[i] == 'readinessProbe'", paced('c.readinessProbe', [...HANDLERS, 'timeoutSeconds'])],
    ["variables.gate[i] == 'livenessProbe'", paced('c.livenessProbe', [...HANDLERS, 'timeoutSeconds'])],
    ...ports,
    ["variables.gate[i] == 'Profile'", paced('c.readinessProbe', ['httpGet'])],
  ];
}

function explicit({rule}: UnitRule): string {
  const gate = gateFor({container: {}, rule}, {});
  return gate.type === 'Probe' ? `dyn(${celValue(gate.probe)})` : 'dyn({})';
}

/** What of another probe counts, tried once a second for as long as the gate may take; its defaults are filled in. */
function paced(probe: string, kept: readonly string[]): string {
  const keys = celValue([...kept, 'periodSeconds', 'failureThreshold']);
  const value = `key == 'periodSeconds' ? dyn(1) : key == 'failureThreshold' ? dyn(${SECONDS}) : value`;
  return `${probe}.transformMap(key, value, key in ${keys}, ${value})`;
}

function httpProbe(path: string): string {
  return everySecond('httpGet', `{'path': dyn(${celString(path)}), 'port': dyn(variables.healthPort[i])}`);
}

function commandProbe(command: string): string {
  return everySecond('exec', `{'command': ${command}}`);
}

function everySecond(handler: string, action: string): string {
  return `dyn({'${handler}': dyn(${action}), 'periodSeconds': dyn(1), 'failureThreshold': dyn(${SECONDS})})`;
}
