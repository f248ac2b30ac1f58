import {CASE, FILE, INJECT, SECRETS, STATUS, TRUE, VOLUME} from '../../domain/catalog/vault-secrets.ts';
import {firstOf, type Case} from '../cel/logic.ts';
import {celString} from '../cel/text.ts';
import {celValue} from '../cel/value.ts';
import {variable, type Variable} from '../cel/variable.ts';

/**
 * The files that the Vault Agent has rendered once it is up, as the annotations of its injector ask for them, and the
 * command that looks for them (`renderedSecrets` in the domain).
 */
export function vaultVariables(): readonly Variable[] {
  return [
    variable('vaultSecrets', 'The secrets that annotations ask for, by name.', SECRET_NAMES),
    variable('vaultFiles', 'The file of each.', FILES),
    variable('vaultCommand', 'Succeeds once all of them are there.', COMMAND),
  ];
}

/** Whether there are files, and the container `c` mounts the folders of all. */
export const MOUNTS_VAULT_FILES = `variables.vaultFiles.size() > 0 && variables.vaultFiles.all(file, c.?volumeMounts.orValue([])
    .exists(mount, mount.mountPath.find(r'(?s)^.*[^/]') != '' && file.startsWith(mount.mountPath.find(r'(?s)^.*[^/]') + '/')))`;

function annotation(key: string): string {
  return `variables.annotations[?${key}]`;
}

function isTrue(value: string): string {
  return `${value}.orValue('') in ${celValue(TRUE)}`;
}

const NAME = firstOf(
  SECRETS.map((prefix): Case => [`key.startsWith(${celString(prefix)})`, `key.substring(${prefix.length})`]),
  "''",
);

const SECRET_NAMES = `!(${isTrue(annotation(celString(INJECT)))} || ${celString(STATUS)} in variables.annotations) ? [] :
  variables.annotations.transformList(key, value, value.trim() == '' ? '' :
    ${NAME.replaceAll('\n', '\n    ')}).filter(name, name != '')`;

/** A setting for one secret, or else for all. */
function either(prefix: string): string {
  return `${annotation(`${celString(`${prefix}-`)} + name`)}.or(${annotation(celString(prefix))})`;
}

const FILES = `variables.vaultSecrets.map(name,
  string(${either(VOLUME)}.orValue('/vault/secrets')).find(r'(?s)^.*[^/]') + '/' +
  string(${annotation(`${celString(FILE)} + name`)}.orValue(${isTrue(either(CASE))} ? name : name.lowerAscii())).find(r'(?s)[^/].*$')
).distinct().sort()`;

const QUOTED = String.raw`(file.matches(r'^[\w./-]+$') ? file : "'" + file.replace("'", r"'\''") + "'")`;

const COMMAND = `variables.vaultFiles.size() == 1 ? ['test', '-s', variables.vaultFiles[0]] :
  ['sh', '-c', variables.vaultFiles.map(file, 'test -s ' + ${QUOTED}).join(' && ')]`;
