import {CATALOG} from '../../domain/catalog/catalog.ts';
import {switchesOf, type InjectionMark} from '../../domain/catalog/injector.ts';
import type {Profile} from '../../domain/catalog/profile.ts';
import {injectablesOf, type Product} from '../../domain/injected.ts';
import type {Policy} from '../../domain/policy.ts';
import {allOf, anyOf, firstOf, not, type Case} from '../cel/logic.ts';
import {celPattern, celString} from '../cel/text.ts';
import {celValue} from '../cel/value.ts';
import {variable, type Variable} from '../cel/variable.ts';
import type {ContainerTexts} from './container-texts.ts';
import {matchesAnyGlob} from './globs.ts';
import {recognises} from './matches.ts';

/** Of a container `c` in any list. */
const OF_C: ContainerTexts = {
  name: 'c.name',
  image: "c.?image.orValue('')",
  repository: `c.?image.orValue('').find(${celPattern('^([^@]*/)?[^:@/]*')})`,
  words: '(c.?command.orValue([]) + c.?args.orValue([]))',
};

/** Whether a container `c` only holds settings for one that an injector will add. */
export const IS_CUSTOMIZATION = allOf([
  matchesAnyGlob(
    CATALOG.flatMap(({injector}) => injector?.customizedBy ?? []),
    OF_C.name,
  ),
  `${OF_C.image} in ['', 'auto']`,
]);

/** For each product that counts here: 'Asked', 'Declined' or 'Open', as `injectionAsked` in the domain has it. */
export function askedVariables(policies: readonly Policy[]): readonly Variable[] {
  const injectable = policies.flatMap(({sidecars}) => injectablesOf(sidecars).map(({profile}) => profile));
  const written = CATALOG.filter(({injector}) => injector?.byHand !== undefined);
  return [...new Set([...written, ...injectable])].map(({id, injector}) => ({
    name: askedName(id),
    expression: firstOf((injector?.asked ?? []).flatMap(answers), "'Open'"),
  }));
}

/** Whether the product's injector is asked for its sidecar. */
export function isAsked({id}: Profile): string {
  return `variables.${askedName(id)} == 'Asked'`;
}

/** The products that injectors will add to the pod, and rules of this policy govern: a list of their ids. */
export function injectedVariable(policy: Policy, policyIndex: number): Variable {
  const each = injectablesOf(policy.sidecars).map(
    product => `(${isInjected(product)} ? [${celString(product.profile.id)}] : [])`,
  );
  // A gateway is its proxy: what an injector fills in there is the app itself.
  const hasMain = `variables.containers.exists(i, c, variables.rule${policyIndex}[i] == -1)`;
  const expression = each.length === 0 ? 'dyn([])' : `!${hasMain} ? [] : ${each.join(' + ')}`;
  return {name: `injected${policyIndex}`, expression};
}

/** The annotations that tell injectors to add native sidecars, as far as the governing policy would set them now. */
export function switchesVariable(policies: readonly Policy[]): Variable {
  const each = policies.flatMap((policy, policyIndex) =>
    injectablesOf(policy.sidecars)
      .filter(({injector}) => switchesOf(injector).length > 0)
      .map(
        product => `(${isSwitchable(product, policy, policyIndex)} ? ${celValue(switchesOf(product.injector))} : [])`,
      ),
  );
  return variable(
    'switches',
    'Annotations by which injectors are told to add native sidecars.',
    each.length === 0 ? 'dyn([])' : each.join(' +\n'),
  );
}

/** Whether a container `c` is like those that the product's injector adds. */
export function isAddedBy(profile: Profile, texts: ContainerTexts = OF_C): string {
  const names = profile.injector?.names;
  return names === undefined ? recognises(profile, texts) : matchesAnyGlob(names, texts.name);
}

const MARKS: Readonly<Record<InjectionMark['on'], string>> = {
  'pod label': 'variables.labels',
  'pod annotation': 'variables.annotations',
  'namespace label': 'variables.namespaceLabels',
  'namespace annotation': 'variables.namespaceAnnotations',
};

function answers({on, key, yes = [], no = []}: InjectionMark): readonly Case[] {
  const value = `${MARKS[on]}[?${celString(key)}].orValue('').lowerAscii()`;
  const asks = yes.includes('*') ? `${value} != ''` : matchesAnyGlob(yes, value);
  return [
    [matchesAnyGlob(no, value), "'Declined'"],
    [asks, "'Asked'"],
  ];
}

function isInjected({profile, injector}: Product): string {
  const expected =
    injector.customizedBy === undefined ? 'false' : `variables.containers.exists(c, ${IS_CUSTOMIZATION})`;
  const present = `(variables.containers + variables.inits).exists(c, ${allOf([not(IS_CUSTOMIZATION), isAddedBy(profile)])})`;
  return allOf([
    anyOf([isAsked(profile), allOf([`variables.${askedName(profile.id)} == 'Open'`, expected])]),
    injector.skipsHostNetwork === true ? '!object.spec.?hostNetwork.orValue(false)' : 'true',
    `!${present}`,
  ]);
}

/**
 * It is not told yet: neither to, nor not to. Where nothing moves beside it, stored templates are told instead, if there
 * are any to write (`deliveryOf` in the domain).
 */
function isSwitchable({profile, injector}: Product, {conversion}: Policy, policyIndex: number): string {
  const onNamespace = injector.native.flatMap(way =>
    'annotation' in way && way.alsoOnNamespace === true ? [way.annotation] : [],
  );
  return allOf([
    `variables.policy == ${policyIndex}`,
    conversion.delivery === 'Pod' ? 'true' : "(variables.moved.size() > 0 || variables.kind in ['Job', 'Pod'])",
    `${celString(profile.id)} in variables.injected${policyIndex}`,
    ...switchesOf(injector).map(annotation => `!(${celString(annotation)} in variables.annotations)`),
    ...onNamespace.map(annotation => `!(${celString(annotation)} in variables.namespaceAnnotations)`),
  ]);
}

/** `gcs-fuse` → `gcsFuseAsked`. */
function askedName(id: string): string {
  return `${id.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Asked`;
}
