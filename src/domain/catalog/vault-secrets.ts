import {objectsAt, stringAt, type JsonObject} from '../json.ts';
import type {Annotations} from './profile.ts';

/** Each names a secret by what follows; the second is also the beginning of a third one's. */
export const SECRETS = ['secret-', 'template-file-', 'template-'].map(
  kind => `vault.hashicorp.com/agent-inject-${kind}`,
);
export const FILE = 'vault.hashicorp.com/agent-inject-file-';
export const VOLUME = 'vault.hashicorp.com/secret-volume-path';
export const CASE = 'vault.hashicorp.com/preserve-secret-case';
export const INJECT = 'vault.hashicorp.com/agent-inject';
export const STATUS = 'vault.hashicorp.com/agent-inject-status';
/** The texts that Go's strconv.ParseBool takes for true. */
export const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];

/**
 * The probe that waits until every secret is rendered that the annotations of the Vault Agent Injector ask for. Only
 * where the container mounts the folders: it would never succeed otherwise, and the app never start (hashicorp/vault-k8s
 * agent-inject/agent/annotations.go and config.go).
 */
export function renderedSecrets(container: JsonObject, annotations: Annotations): JsonObject | undefined {
  if (!isTrue(annotations[INJECT]) && annotations[STATUS] === undefined) return undefined;
  const files = [...new Set(Object.keys(annotations).flatMap(key => fileOf(key, annotations)))].sort();
  if (files.length === 0 || !files.every(file => isMounted(file, container))) return undefined;
  const [file = ''] = files;
  if (files.length === 1) return {exec: {command: ['test', '-s', file]}};
  return {exec: {command: ['sh', '-c', files.map(each => `test -s ${quoted(each)}`).join(' && ')]}};
}

function fileOf(key: string, annotations: Annotations): readonly string[] {
  const prefix = SECRETS.find(each => key.startsWith(each));
  const name = prefix === undefined ? '' : key.slice(prefix.length);
  if (name === '' || annotations[key]?.trim() === '') return [];
  const keepsCase = isTrue(annotations[`${CASE}-${name}`] ?? annotations[CASE]);
  const folder = annotations[`${VOLUME}-${name}`] ?? annotations[VOLUME] ?? '/vault/secrets';
  const file = annotations[`${FILE}${name}`] ?? (keepsCase ? name : name.toLowerCase());
  return [`${folder.replace(/\/+$/, '')}/${file.replace(/^\/+/, '')}`];
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && TRUE.includes(value);
}

function isMounted(file: string, container: JsonObject): boolean {
  return objectsAt(container, 'volumeMounts').some(mount => {
    const path = stringAt(mount, 'mountPath')?.replace(/\/+$/, '');
    return path !== undefined && path !== '' && file.startsWith(`${path}/`);
  });
}

function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
