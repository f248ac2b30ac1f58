import type {Finding} from '../../domain/finding.ts';
import type {Screen} from '../output/screen.ts';
import {plain} from '../output/plain.ts';
import {wrap} from '../output/wrap.ts';
import {SEVERITY_STYLES} from './styles.ts';

/**
 * Findings as text, two lines or more each. That nodes are not known is true of every workload of a file: `NodesUnknown`
 * is said once, by whoever prints the summary.
 */
export function printFindings(findings: readonly Finding[], {width, paint}: Screen): string {
  return shown(findings)
    .map(({severity, code, path, message}) => {
      const place = path === '' ? '' : `  ${plain(path)}`;
      const head = `  ${paint(SEVERITY_STYLES[severity], severity.padEnd(5))} ${paint('bold', code)}${place}\n`;
      return (
        head +
        wrap(plain(message), width - 8)
          .map(line => `        ${line}\n`)
          .join('')
      );
    })
    .join('');
}

export function shown(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({code}) => code !== 'NodesUnknown');
}

/** Why `NodesUnknown` was found, once for all. */
export function nodesNote(isLive: boolean): string {
  const why = isLive ? 'No node that is known today fits some of these pods' : 'Nodes are not known from files';
  return `${why}: native sidecars need kubelet 1.29.3 or newer on every node that runs these pods.`;
}
