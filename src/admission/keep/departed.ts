import {LONGEST_APPLIED} from '../../domain/keep/applied.ts';
import {podSpecKeys} from '../../domain/workload.ts';
import {celValue} from '../cel/value.ts';
import {celPattern} from '../cel/text.ts';
import {variable, type Variable} from '../cel/variable.ts';

/** What has become of recorded sidecars that the update does not bring. */
export function departed(): readonly Variable[] {
  return [
    owned('owned', 'what server-side appliers own of the pod spec', 'managed', ''),
    owned('ownedBefore', 'what they have owned', 'managedBefore', ''),
    owned('ownedByOthers', 'what other appliers than the sender own', 'managed', ' && m.manager != variables.manager'),
    readable(),
    declared('appliedNames', 'recorded names among the containers that kubectl apply applies', 'applied', 'containers'),
    declared('appliedNamesBefore', 'the same of what it has applied before', 'appliedBefore', 'containers'),
    declared('appliedInits', 'recorded names among the init containers that it applies', 'applied', 'initContainers'),
    absent(),
    released(),
    gone(),
  ];
}

function owned(name: string, says: string, entries: string, more: string): Variable {
  const under = (kind: 'CronJob' | 'Deployment'): string =>
    `m.?fieldsV1${podSpecKeys(kind)
      .map(key => `[?'f:${key}']`)
      .join('')}`;
  return variable(
    name,
    says,
    `
      variables.${entries}.filter(m, m.operation == 'Apply'${more})
        .map(m, variables.isCronJob ? ${under('CronJob')} : ${under('Deployment')})
    `,
  );
}

function readable(): Variable {
  return variable(
    'readable',
    'kubectl apply applies this, and what it applied is not so long that reading it would cost too much',
    `
      variables.applied != '' && variables.applied.size() < ${LONGEST_APPLIED}
      && variables.appliedBefore.size() < ${LONGEST_APPLIED}
    `,
  );
}

/** Lists of the pod spec behind the containers whose items have a name as well. */
const NAMED_LISTS = [
  'ephemeralContainers',
  'imagePullSecrets',
  'initContainers',
  'resourceClaims',
  'schedulingGates',
  'volumes',
];

/**
 * CEL cannot parse JSON. The list is cut out of the text (kubectl writes it with sorted keys and without spaces) and
 * split at its quotes: odd parts are strings, even parts are structure. A string is a container's name where `"name":`
 * stands before it and exactly the list and one object are open.
 */
function declared(name: string, says: string, text: string, key: string): Variable {
  const start = `"${key}":[`;
  const ends = celValue(NAMED_LISTS.map(one => `"${one}":[`));
  const isName = "parts[k] == n && k > 2 && k % 2 == 1 && parts[k - 1] == ':' && parts[k - 2] == 'name'";
  const opened = "t.split('{').size() + t.split('[').size() - t.split('}').size() - t.split(']').size()";
  return variable(
    name,
    says,
    `
      (variables.readable ? [variables.${text}.indexOf('${start}')] : [-1])
        .map(at, at < 0 ? '' : variables.${text}.substring(at + ${start.length - 1}))
        .map(t, t.substring(0, (${ends}.map(e, t.indexOf(e)).filter(at, at >= 0) + [t.size()]).min()))
        .map(t, t.replace(${celPattern(String.raw`\\`)}, '').replace(${celPattern(String.raw`\"`)}, '').split('"'))
        .map(parts, variables.entries.map(x, x.name).filter(n, lists.range(parts.size()).exists(k, ${isName}
          && [lists.range(k).filter(h, h % 2 == 0).map(h, parts[h]).join('')].exists(t, ${opened} == 2))))[0]
    `,
  );
}

function absent(): Variable {
  return variable(
    'absent',
    'entries of sidecars that were not sent in containers',
    'variables.entries.filter(x, !variables.containers.exists(c, c.name == x.name))',
  );
}

/** `m` is an optional of CEL. */
export function containerKey(name: string): string {
  return `[?('k:{"name":"' + ${name} + '"}')]`;
}

function released(): Variable {
  return variable(
    'released',
    'names that are native in the manifest by now, or no longer there: their entries go',
    `
      variables.absent.map(x, x.name).filter(n, !(n in variables.natives)
        || variables.owned.exists(m, m[?'f:initContainers']${containerKey('n')}[?'f:restartPolicy'].hasValue())
        || n in variables.appliedInits)
    `,
  );
}

function gone(): Variable {
  const owns = (owners: string): string =>
    `variables.${owners}.exists(m, m[?'f:containers']${containerKey('x.name')}.hasValue())`;
  const appliers = celPattern(String.raw`,"o":\[[^\]]*`);
  return variable(
    'gone',
    `names that have left the manifest: container and entry go. After a conversion nobody owns the container
     until it is applied again, so the record's "o" says who had applied it`,
    `
      variables.absent.filter(x, !(x.name in variables.released) && (
        !${owns('owned')}
          && (${owns('ownedBefore')}
            || (variables.applying && x.text.find(${appliers}).contains('"' + variables.manager + '"')))
        || variables.applied != variables.appliedBefore
          && x.name in variables.appliedNamesBefore && !(x.name in variables.appliedNames))).map(x, x.name)
    `,
  );
}
