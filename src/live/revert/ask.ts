import type {Io} from '../../cli/io.ts';

type Person = Pick<Io, 'stdin' | 'stderr'>;

/** A person's answer to a question with no as its default; undefined: nobody is there to ask. */
export async function ask(question: string, person: Person): Promise<boolean | undefined> {
  const answer = await answerTo(`${question} [y/N] `, person);
  return answer === undefined ? undefined : /^y(?:es)?$/i.test(answer);
}

/**
 * One line of a person's, trimmed; undefined: nobody is there to ask. Standard input is used up by it, so a command asks
 * one question.
 */
export async function answerTo(question: string, {stdin, stderr}: Person): Promise<string | undefined> {
  if (stdin.isTTY !== true || stderr.isTTY !== true) return undefined;
  stderr.write(question);
  let answer = '';
  for await (const chunk of stdin) {
    answer += Buffer.from(chunk).toString('utf8');
    if (answer.includes('\n')) break;
  }
  return (answer.split('\n', 1)[0] ?? '').trim();
}
