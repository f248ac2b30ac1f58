import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {objectsAt, type JsonObject} from '../../src/domain/json.ts';
import {scaled, type Bench} from '../bench.ts';
import {InstalledCommand} from '../cli/installed-command.ts';
import {DOCUMENTS, WORKLOADS, writeManifests} from '../load/manifests.ts';
import type {Measurement} from '../report/measurement.ts';
import type {Section} from '../report/section.ts';
import {percentile} from '../report/statistics.ts';

const FILES = 1000;
const SMALL = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'cli', 'shop.yaml');

const ABOUT =
  'The command line as it is installed (`bin/outrigger` and the bundle, on the Node that is in PATH), from the start of its ' +
  'process to its end. Each file has a Deployment with Fluent Bit, a CronJob with the Cloud SQL Auth Proxy and a script ' +
  'that tells it to quit, a Service, a ConfigMap and a HorizontalPodAutoscaler. The small file is ' +
  '`test/fixtures/cli/shop.yaml`. A first run of each, whose files nobody has read yet, does not count. The median is ' +
  'judged, as is usual for the start of a command; the slowest run is told: it says what else the machine did.';

/** What the commands for manifests take. */
export async function scan(bench: Bench): Promise<Omit<Section, 'name'>> {
  const files = scaled(bench, FILES);
  const folder = mkdtempSync(join(tmpdir(), 'outrigger-bench-manifests-'));
  const command = new InstalledCommand(bench);
  try {
    bench.progress(`writing ${files} manifests`);
    writeManifests(folder, files);
    const large = ['scan', folder];
    await mustFindAll(command, large, files * WORKLOADS);
    const what = `scan of ${files.toLocaleString('en-US')} files, ${(files * DOCUMENTS).toLocaleString('en-US')} documents`;
    return {
      about: ABOUT,
      measurements: [
        ...(await timesOf(bench, command, {what, args: large, runs: 10, goal: 3000})),
        {what: `${what}: peak memory (RSS)`, value: await command.peak(large), unit: 'MB'},
        ...(await timesOf(bench, command, {what: '--help', args: ['--help'], runs: 30, goal: 150})),
        ...(await timesOf(bench, command, {what: 'scan of a small file', args: ['scan', SMALL], runs: 30, goal: 150})),
        {what: 'scan of a small file: peak memory (RSS)', value: await command.peak(['scan', SMALL]), unit: 'MB'},
      ],
    };
  } finally {
    command.remove();
    rmSync(folder, {recursive: true, force: true});
  }
}

/** A fast answer that is wrong is none. */
async function mustFindAll(command: InstalledCommand, args: readonly string[], workloads: number): Promise<void> {
  const answer = JSON.parse((await command.run([...args, '--output=json'])).stdout) as JsonObject;
  const converted = objectsAt(answer, 'workloads').filter(({outcome}) => outcome === 'Convert').length;
  if (converted !== workloads) throw new Error(`scan finds ${converted} workloads to convert instead of ${workloads}.`);
}

interface Timed {
  readonly what: string;
  readonly args: readonly string[];
  readonly runs: number;
  /** Of the median, ms. */
  readonly goal: number;
}

async function timesOf(
  bench: Bench,
  command: InstalledCommand,
  {what, args, runs, goal}: Timed,
): Promise<readonly Measurement[]> {
  bench.progress(`${what}, ${runs} times`);
  await command.run(args);
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push((await command.run(args)).ms);
  const atMost = {type: 'AtMost', value: goal} as const;
  return [
    {what: `${what}: median`, value: percentile(times, 50), unit: 'ms', goal: atMost, note: `${runs} runs`},
    {what: `${what}: slowest`, value: Math.max(...times), unit: 'ms'},
  ];
}
