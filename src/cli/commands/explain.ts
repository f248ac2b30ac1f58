import {isAcknowledgeable} from '../../api/acknowledge.ts';
import {FINDING_CODES, type FindingCode} from '../../api/codes.ts';
import {explanations, NOT_RAISED_YET} from '../../domain/explain/index.ts';
import {valueOf, type Given} from '../args/read-args.ts';
import {ExitCode} from '../exit-code.ts';
import type {Io} from '../io.ts';
import {screenOf} from '../output/screen.ts';
import {similarTo} from '../output/similar.ts';
import {isDataFormat, writeData} from '../output/write-data.ts';
import {codeList, explanationText, type Explained} from '../report/explain-text.ts';

const CODES = Object.keys(FINDING_CODES) as readonly FindingCode[];

/** `outrigger explain`: one finding code, or all of them. */
export async function explain(given: Given, io: Io): Promise<ExitCode> {
  const [word] = given.words;
  const format = valueOf(given, 'output');
  if (word === undefined) {
    const all = CODES.map(explained);
    if (isDataFormat(format)) writeData({kind: 'Explanations', version: 1, codes: all}, format, io);
    else io.stdout.write(codeList(all, screenOf(io)));
    return ExitCode.Fine;
  }
  const code = CODES.find(each => each.toLowerCase() === word.toLowerCase());
  if (code === undefined) {
    io.stderr.write(`${unknown(word)}\n`);
    return ExitCode.Error;
  }
  const one = explained(code);
  if (isDataFormat(format)) writeData({kind: 'Explanation', version: 1, ...one}, format, io);
  else io.stdout.write(explanationText(one, screenOf(io)));
  return ExitCode.Fine;
}

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
  const close = similarTo(word, CODES);
  const hint = close.length > 0 ? `Did you mean ${close.join(' or ')}? ` : '';
  return `There is no finding "${word.slice(0, 64)}". ${hint}outrigger explain lists all codes.`;
}
