import type {Io} from '../../cli/io.ts';

/** A person's answer to a question with no as its default; undefined: nobody is there to ask. */
export async function ask(
  question: string,
  {stdin, stderr}: Pick<Io, 'stdin' | 'stderr'>,
): Promise<boolean | undefined> {
  if (stdin.isTTY !== true || stderr.isTTY !== true) return undefined;
  stderr.write(`${question} [y/N] `);
  let answer = '';
  for await (const chunk of stdin) {
    answer += Buffer.from(chunk).toString('utf8');
    if (answer.includes('\n')) break;
  }
  return /^\s*y(?:es)?\s*$/i.test(answer.split('\n', 1)[0] ?? '');
}
