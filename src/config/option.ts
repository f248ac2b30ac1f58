import {isIP} from 'node:net';

/** One setting: a flag of `run`, and the environment variable that sets it where there is no flag. */
export interface Option<T> {
  /** Without the dashes; the variable is `OUTRIGGER_` and this in capitals with underscores. */
  readonly flag: string;
  /** What stands for the value in the help; absent for a switch. */
  readonly placeholder?: string;
  /** Used when neither flag nor variable is there, through `parse`; absent: the setting is then `undefined`. */
  readonly default?: string;
  /** One or two sentences. */
  readonly help: string;
  /** @throws Error with what the value should be, to follow "…: ". */
  readonly parse: (text: string) => T;
}

export function variableOf(option: Option<unknown>): string {
  return `OUTRIGGER_${option.flag.replaceAll('-', '_').toUpperCase()}`;
}

/** A whole number, or (step `any`) any number, in a range. */
export function numberIn({
  from,
  to,
  step,
}: {
  readonly from: number;
  readonly to: number;
  readonly step: 'whole' | 'any';
}) {
  return (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const fits = value >= from && value <= to && (step === 'any' || Number.isInteger(value));
    if (!fits) throw new Error(`must be a ${step === 'whole' ? 'whole ' : ''}number from ${from} to ${to}`);
    return value;
  };
}

export function oneOf<const T extends string>(values: readonly T[]) {
  return (text: string): T => {
    const found = values.find(value => value === text);
    if (found === undefined) throw new Error(`must be one of ${values.join(', ')}`);
    return found;
  };
}

export function bool(text: string): boolean {
  const value = text.toLowerCase();
  if (['true', '1', 'yes'].includes(value)) return true;
  if (['false', '0', 'no'].includes(value)) return false;
  throw new Error('must be true or false');
}

/** A path or name that may be anything but empty. */
export function textValue(text: string): string {
  return text;
}

/** DNS names and IP addresses, by commas. */
export function hostList(text: string): readonly string[] {
  const hosts = text.split(',').map(host => host.trim());
  const isHost = (host: string): boolean =>
    isIP(host) !== 0 || /^[a-zA-Z0-9]([-a-zA-Z0-9.]{0,251}[a-zA-Z0-9])?$/.test(host);
  if (hosts.every(isHost)) return hosts;
  throw new Error('must be names and IP addresses, by commas');
}

/** A Kubernetes namespace. */
export function dnsLabel(text: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text)) return text;
  throw new Error('must be the name of a namespace: lower-case letters, digits and dashes, at most 63');
}
