import type {Given} from '../../cli/args/read-args.ts';
import type {Io} from '../../cli/io.ts';
import {plural} from '../../cli/report/counts.ts';
import {UserError} from '../../runtime/errors.ts';
import {answerTo, ask} from '../revert/ask.ts';
import type {Choice} from './leave-policies.ts';

/** What the options say. @throws UserError where they say both */
export function choiceIn({options}: Pick<Given, 'options'>): Choice | undefined {
  const [revert, keep] = [options.has('revert'), options.has('keep')];
  if (revert && keep) throw new UserError('--revert puts back what is converted, --keep leaves it: give one of them.');
  if (revert) return 'Revert';
  return keep ? 'Keep' : undefined;
}

/**
 * What is to be done; undefined: nothing. Where nothing is converted, there is nothing to choose.
 * @throws UserError where a choice is needed and nobody is there to make it
 */
export async function agreement(given: Given, converted: number, io: Io): Promise<Choice | undefined> {
  const choice = choiceIn(given) ?? (converted === 0 ? 'Keep' : undefined);
  if (choice === undefined) return chosen(converted, io);
  if (given.options.has('yes')) return choice;
  const agreed = await ask('Remove Outrigger?', io);
  if (agreed !== true) {
    io.stderr.write(agreed === undefined ? 'Nothing was changed: --yes does it.\n' : 'Nothing was changed.\n');
  }
  return agreed === true ? choice : undefined;
}

async function chosen(converted: number, io: Io): Promise<Choice | undefined> {
  const workloads = plural(converted, 'converted workload');
  const answer = await answerTo(`Remove Outrigger, and ${workloads}: revert, keep, or stop here? [revert/keep/N] `, io);
  if (answer === undefined) {
    throw new UserError(
      `Nothing was changed: there ${converted === 1 ? 'is' : 'are'} ${workloads}. Say --revert --yes to put back what is converted first, or --keep --yes to leave it so.`,
    );
  }
  if (/^r(?:evert)?$/i.test(answer)) return 'Revert';
  if (/^k(?:eep)?$/i.test(answer)) return 'Keep';
  io.stderr.write('Nothing was changed.\n');
  return undefined;
}
