import {isAcknowledgeable} from '../../api/acknowledge.ts';
import {FINDING_CODES, type FindingCode} from '../../api/codes.ts';
import {explanations, NOT_RAISED_YET} from '../../domain/explain/index.ts';
import {WORDS} from '../../domain/explain/words/index.ts';
import {valueOf, type Given} from '../args/read-args.ts';
import {ExitCode} from '../exit-code.ts';
import type {Io} from '../io.ts';
import {plain} from '../output/plain.ts';
import {screenOf} from '../output/screen.ts';
import {similarTo} from '../output/similar.ts';
import {isDataFormat, writeData} from '../output/write-data.ts';
import {codeList, explanationText, type Explained} from '../report/explain-text.ts';
import {wordList, wordText} from '../report/word-text.ts';

const CODES = Object.keys(FINDING_CODES) as readonly FindingCode[];

/** `outrigger explain`: a finding, a state, a reason or a workaround, whatever goes by that name; or all of them. */
export async function explain(given: Given, io: Io): Promise<ExitCode> {
  const [word] = given.words;
  const format = valueOf(given, 'output');
  if (word === undefined) return list(format, io);
  const isIt = (each: string): boolean => each.toLowerCase() === word.toLowerCase();
  const findings = CODES.filter(isIt).map(explained);
  const words = WORDS.filter(each => isIt(each.word));
  if (findings.length + words.length === 0) {
    io.stderr.write(`${unknown(word)}\n`);
    return ExitCode.Error;
  }
  if (isDataFormat(format)) writeData({kind: 'Explanation', version: 1, ...findings[0], words}, format, io);
  else {
    const screen = screenOf(io);
    const texts = [...findings.map(one => explanationText(one, screen)), ...words.map(one => wordText(one, screen))];
    io.stdout.write(texts.join('\n'));
  }
  return ExitCode.Fine;
}

function list(format: string | undefined, io: Io): ExitCode {
  const codes = CODES.map(explained);
  const screen = screenOf(io);
  if (isDataFormat(format)) writeData({kind: 'Explanations', version: 1, codes, words: WORDS}, format, io);
  else io.stdout.write([codeList(codes, screen), wordList(WORDS, screen), MORE].join('\n'));
  return ExitCode.Fine;
}

const MORE = 'outrigger explain CODE says more about one.\n';

function explained(code: FindingCode): Explained {
  return {
    code,
    severity: FINDING_CODES[code],
    acknowledgeable: isAcknowledgeable(code),
    raised: !NOT_RAISED_YET.includes(code),
    ...explanations[code],
  };
}

function unknown(word: string): string {
  const close = similarTo(word, [...new Set([...CODES, ...WORDS.map(each => each.word)])]);
  const hint = close.length > 0 ? `Did you mean ${close.join(' or ')}? ` : '';
  return plain(
    `There is no finding, state, reason or workaround "${word.slice(0, 64)}". ${hint}outrigger explain lists all of them.`,
  );
}
