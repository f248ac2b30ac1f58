import {numberAt, stringAt} from '../../src/domain/json.ts';

/** One request as the API server saw it. */
export interface AuditEntry {
  readonly verb: string;
  /** Plural, with the subresource if there is one: `deployments`, `pods/status`. */
  readonly resource: string;
  /** `namespace/name`; parts that the request does not have are empty. */
  readonly object: string;
  /** The first page of a list, or what is no list. */
  readonly first: boolean;
  /** `Started`: a watch was opened; anything else is written down when it has ended. */
  readonly stage: 'Started' | 'Ended';
  /** HTTP status. */
  readonly status: number;
  readonly userAgent: string;
  /** When the stage was reached: ms since the epoch, with fractions. */
  readonly at: number;
}

/** Reads one line of the API server's audit log (audit.k8s.io/v1, JSON). */
export function auditEntry(line: string): AuditEntry {
  const event: unknown = JSON.parse(line);
  const subresource = stringAt(event, 'objectRef', 'subresource');
  return {
    verb: stringAt(event, 'verb') ?? '',
    resource: [stringAt(event, 'objectRef', 'resource') ?? '', subresource ?? []].flat().join('/'),
    object: `${stringAt(event, 'objectRef', 'namespace') ?? ''}/${stringAt(event, 'objectRef', 'name') ?? ''}`,
    first: !/[?&]continue=/.test(stringAt(event, 'requestURI') ?? ''),
    stage: stringAt(event, 'stage') === 'ResponseStarted' ? 'Started' : 'Ended',
    status: numberAt(event, 'responseStatus', 'code') ?? 0,
    userAgent: stringAt(event, 'userAgent') ?? '',
    at: microTime(stringAt(event, 'stageTimestamp') ?? ''),
  };
}

/** `2026-11-24T23:17:21.123456Z` with all of its digits; Date.parse keeps three. */
function microTime(text: string): number {
  const micros = /\.\d{3}(?<micros>\d{3})Z$/.exec(text)?.groups?.['micros'] ?? '0';
  return Date.parse(text) + Number(micros) / 1000;
}
