import {isWorkloadKind, WORKLOAD_KINDS, type WorkloadKind} from '../../domain/workload.ts';

const SHORT: Readonly<Record<string, WorkloadKind>> = {
  deploy: 'Deployment',
  sts: 'StatefulSet',
  ds: 'DaemonSet',
  cj: 'CronJob',
  po: 'Pod',
};

/**
 * `Kind/namespace/name`; kinds also in lower case, in the plural and by their short names, as kubectl takes them.
 * @param namespace of a word that names none
 * @returns undefined: it is no such word
 */
export function subjectFrom(word: string, namespace: string): string | undefined {
  const parts = word.split('/');
  const [first = '', ...rest] = parts;
  const lower = first.toLowerCase();
  const kind =
    SHORT[lower] ?? WORKLOAD_KINDS.find(each => [each, `${each}s`].some(form => form.toLowerCase() === lower));
  if (kind === undefined || !isWorkloadKind(kind) || rest.some(part => part === '')) return undefined;
  if (rest.length === 1) return [kind, namespace, ...rest].join('/');
  return rest.length === 2 ? [kind, ...rest].join('/') : undefined;
}

/** For a word that names no workload. */
export function noSubject(word: string): string {
  return `"${word}" is not KIND/NAMESPACE/NAME, where KIND is one of ${WORKLOAD_KINDS.join(', ')}.`;
}
