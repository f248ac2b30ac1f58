import {noSubject, subjectFrom} from '../../cli/args/subject.ts';
import {valueOf, type Given} from '../../cli/args/read-args.ts';
import {ExitCode} from '../../cli/exit-code.ts';
import type {Io} from '../../cli/io.ts';
import {plain} from '../../cli/output/plain.ts';
import {screenOf} from '../../cli/output/screen.ts';
import {isDataFormat, writeData} from '../../cli/output/write-data.ts';
import {writeUnreadable} from '../../cli/output/write-unreadable.ts';
import {liveData} from '../../cli/report/live-data.ts';
import {placeLines} from '../../cli/report/place-text.ts';
import {whyEntries} from '../../cli/report/why-data.ts';
import {sentenceSection, whyText} from '../../cli/report/why-text.ts';
import {connected, type Connection} from '../connection.ts';
import {lookAtOne} from '../look-live.ts';
import {Reader} from '../read/reader.ts';
import {aboutObject} from './about-object.ts';
import {ownerChain} from './owner-chain.ts';
import {podsText} from './pods-text.ts';

/** `outrigger why --live`: one object of a cluster explained by the workload that it belongs to. */
export async function whyLive(given: Given, io: Io): Promise<ExitCode> {
  return connected(given, io, async connection => {
    const [word = ''] = given.words;
    const subject = subjectFrom(word, valueOf(given, 'namespace') ?? connection.namespace);
    return subject === undefined ? mistaken(noSubject(word), io) : explain(subject, {given, io, connection});
  });
}

interface Context {
  readonly given: Given;
  readonly io: Io;
  readonly connection: Connection;
}

async function explain(subject: string, {given, io, connection}: Context): Promise<ExitCode> {
  const reader = new Reader(connection);
  const chain = await ownerChain(reader, subject);
  if (chain.type === 'Absent') return mistaken(absent(subject, connection), io);
  if (chain.type === 'Unreadable') return mistaken(`${subject} may not be read by this user.`, io);
  const {verdicts, live: looked} = await lookAtOne(chain.root, {given, io, connection, reader});
  const [first] = verdicts;
  const about = [
    ...verdicts.flatMap(verdict => aboutObject(chain, verdict, looked.hanging ?? [])),
    ...(first === undefined ? [] : await podsText(chain.root, first, reader)),
  ];
  const live = {...looked, unreadable: reader.unreadable};
  const format = valueOf(given, 'output');
  if (isDataFormat(format)) {
    const data = {asked: subject, chain: chain.names, about, workloads: whyEntries(verdicts)};
    writeData({kind: 'Why', version: 1, ...liveData(live), ...data}, format, io);
  } else {
    const screen = screenOf(io);
    const texts = [
      placeLines(live.place, live.policies, screen.width),
      sentenceSection(subject, about, screen),
      ...verdicts.map(verdict => whyText(verdict, screen)),
    ];
    io.stdout.write(texts.filter(text => text !== '').join('\n'));
  }
  writeUnreadable(live, io);
  return ExitCode.Fine;
}

function absent(subject: string, {context}: Connection): string {
  return `There is no ${subject} in context ${context}. outrigger scan --live -A -o csv lists what there is.`;
}

function mistaken(sentence: string, {stderr}: Io): ExitCode {
  stderr.write(`${plain(sentence)}\n`);
  return ExitCode.Error;
}
