import type {Given} from '../../cli/args/read-args.ts';
import {ExitCode} from '../../cli/exit-code.ts';
import type {Io} from '../../cli/io.ts';
import {plain} from '../../cli/output/plain.ts';
import {screenOf} from '../../cli/output/screen.ts';
import {connected, type Connection} from '../connection.ts';
import {agreement, choiceIn} from './agreement.ts';
import {carryOut} from './carry-out.ts';
import type {Choice} from './leave-policies.ts';
import {keptFor, survey, type Survey} from './survey.ts';
import {asText, remainsText, surveyText} from './uninstall-text.ts';
import {operatorWorks} from './works.ts';

/** `outrigger uninstall`: everything of Outrigger leaves the cluster, after a question. */
export async function uninstall(given: Given, io: Io): Promise<ExitCode> {
  // Before anything is asked of a server.
  const said = choiceIn(given);
  return connected(given, io, async connection => {
    const found = await survey(connection);
    if (isOver(found, said)) return finish(found, said, io);
    const about = {context: connection.context, works: await operatorWorks(connection)};
    io.stdout.write(asText(surveyText(found, said, about), screenOf(io).width));
    if (given.options.has('dry-run')) return ExitCode.Fine;
    const choice = await agreement(given, found.converted.length, io);
    if (choice === undefined) return ExitCode.Changes;
    return proceed(found, choice, connection, io);
  });
}

async function proceed(found: Survey, choice: Choice, connection: Connection, io: Io): Promise<ExitCode> {
  const tell = (line: string): void => void io.stdout.write(`${plain(line)}\n`);
  await carryOut(found, {connection, choice, tell});
  return finish(await survey(connection), choice, io);
}

/** Said again when all is done, it says what remains. */
function isOver({policies, converted, remembered, installation}: Survey, choice: Choice | undefined): boolean {
  if (choice === 'Revert' && converted.length > 0) return false;
  const {operator, acting, definitions, rights, namespace} = installation;
  const isKept = acting.length === keptFor(converted, acting).length;
  return isKept && [policies, remembered, operator, definitions, rights, namespace].every(({length}) => length === 0);
}

function finish(left: Survey, choice: Choice | undefined, io: Io): ExitCode {
  io.stdout.write(asText(remainsText(left), screenOf(io).width));
  return isOver(left, choice) ? ExitCode.Fine : ExitCode.Error;
}
