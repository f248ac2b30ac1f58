import type {Severity} from '../../api/codes.ts';
import {valueOf, type Given} from '../args/read-args.ts';
import {ExitCode, highest} from '../exit-code.ts';
import type {Io} from '../io.ts';
import {screenOf} from '../output/screen.ts';
import {isDataFormat, writeData} from '../output/write-data.ts';
import {writeUnreadable} from '../output/write-unreadable.ts';
import {writeProblems} from '../output/write-problems.ts';
import {backlogOf, csvText, markdownText} from '../report/backlog.ts';
import {policiesFor, policiesText} from '../report/policies-for.ts';
import {scanData} from '../report/scan-data.ts';
import {scanText} from '../report/scan-text.ts';
import {isWhole} from '../verdict/live.ts';
import {look, type Looked} from '../verdict/look.ts';

/** `outrigger scan`: an overview of the sidecars in manifests or in a cluster. */
export async function scan(given: Given, io: Io): Promise<ExitCode> {
  const looked = await look(given.words, given, io);
  if (given.options.has('write-policy')) writePolicies(looked, given, io);
  else writeOverview(looked, given, io);
  writeProblems(looked.gathered.problems, io);
  writeUnreadable(looked.live, io);
  return highest([
    looked.gathered.problems.length > 0 || !isWhole(looked.live) ? ExitCode.Error : ExitCode.Fine,
    fails(looked, valueOf(given, 'fail-on')) ? ExitCode.Blocked : ExitCode.Fine,
  ]);
}

function writePolicies({verdicts}: Looked, given: Given, io: Io): void {
  const policies = policiesFor(verdicts);
  const format = valueOf(given, 'output');
  if (isDataFormat(format)) writeData({apiVersion: 'v1', kind: 'List', items: policies}, format, io);
  else io.stdout.write(policiesText(policies));
  if (policies.length === 0) io.stderr.write('No sidecar that the catalog knows was found, so there is no policy.\n');
}

function writeOverview(looked: Looked, given: Given, io: Io): void {
  const data = scanData(looked, valueOf(given, 'group-by')?.replace(/^label:/, ''));
  const format = valueOf(given, 'output');
  if (isDataFormat(format)) writeData(data, format, io);
  else if (format === 'csv') io.stdout.write(csvText(backlogOf(data)));
  else if (format === 'markdown') io.stdout.write(markdownText(backlogOf(data)));
  else io.stdout.write(scanText(data, screenOf(io)));
}

function fails({verdicts}: Looked, least: string | undefined): boolean {
  const severities: readonly Severity[] = least === 'block' ? ['block'] : least === 'warn' ? ['block', 'warn'] : [];
  return verdicts.some(({findings}) => findings.some(({severity}) => severities.includes(severity)));
}
