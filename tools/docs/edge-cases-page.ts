import type {GeneratedFile} from '../write-generated.ts';
import {EDGE_CASES, type EdgeCase, type Outcome} from './edge-cases.ts';

/** `docs/edge-cases.md`: everything peculiar about native sidecars that is known, and what comes of it. */
export function edgeCasesPage(): GeneratedFile {
  return {path: 'docs/edge-cases.md', text: [BANNER, '# Edge cases', INTRO, table()].join('\n\n') + '\n'};
}

const BANNER =
  '<!-- Generated from tools/docs/edge-cases.ts by tools/generate-docs.ts (npm run generate). Do not edit. -->';

const INTRO = [
  'What is peculiar about native sidecars, and what Outrigger does about it: it **says** so with the code of a',
  '[finding](reference/findings.md), it is a **law** of how conversions are made, or it is **not ours**, with the reason.',
  'Each has a test that names it. "For the command line" means that the operator does not read the objects that show it;',
  '`outrigger` knows them from files or a cluster.',
].join('\n');

function table(): string {
  return ['| | what | outcome | test |', '| --- | --- | --- | --- |', ...EDGE_CASES.map(row)].join('\n');
}

function row({number, what, outcome, test}: EdgeCase): string {
  return `| E${number} | ${what} | ${text(outcome)} | [${nameOf(test)}](../${test}) |`;
}

function text(outcome: Outcome): string {
  switch (outcome.type) {
    case 'Law':
      return `**Law.** ${outcome.text}`;
    case 'NotOurs':
      return `**Not ours**, because ${outcome.because}.`;
    case 'Finding': {
      const codes = outcome.codes.map(code => `[${code}](reference/findings.md#${code.toLowerCase()})`).join(', ');
      return `**Says** ${codes}${noteOf(outcome.note)}.`;
    }
  }
}

/** A sentence of its own, or the end of this one. */
function noteOf(note: string | undefined): string {
  if (note === undefined) return '';
  return note.endsWith('.') ? `. ${note.slice(0, -1)}` : ` ${note}`;
}

function nameOf(test: string): string {
  return test.slice(test.lastIndexOf('/') + 1).replace('.test.ts', '');
}
