import {valueOf, type Given} from '../../cli/args/read-args.ts';
import {ExitCode} from '../../cli/exit-code.ts';
import type {Io} from '../../cli/io.ts';
import {screenOf} from '../../cli/output/screen.ts';
import {isDataFormat, writeData} from '../../cli/output/write-data.ts';
import {writeUnreadable} from '../../cli/output/write-unreadable.ts';
import {heldBack} from '../../domain/pause.ts';
import {parseServerVersion} from '../../domain/server-version.ts';
import {connected} from '../connection.ts';
import {placeOf} from '../look-live.ts';
import {readPause} from '../read/pause.ts';
import {readPolicies} from '../read/policies.ts';
import {Reader} from '../read/reader.ts';
import {servedGroups} from '../read/served.ts';
import {operatorHealth} from './operator-health.ts';
import {statusData} from './status-data.ts';
import {statusText} from './status-text.ts';

/** `outrigger status`: the policies of a cluster as the operator reports them, and the operator itself. */
export async function status(given: Given, io: Io): Promise<ExitCode> {
  return connected(given, io, async connection => {
    const reader = new Reader(connection);
    const scope = {namespace: valueOf(given, 'namespace')};
    const served = await servedGroups(reader);
    const [{found, policies}, version, operator, paused] = await Promise.all([
      readPolicies(reader, scope, served),
      reader.ask('/version'),
      // Of its own: whether this one object may be read is said in the answer.
      operatorHealth(new Reader(connection)),
      readPause(new Reader(connection)),
    ]);
    const place = placeOf(connection, scope, parseServerVersion(version));
    const live = {place, policies: found, unreadable: reader.unreadable};
    const data = statusData(
      live,
      policies.map(policy => heldBack(policy, paused)),
      {operator, paused},
    );
    const format = valueOf(given, 'output');
    if (isDataFormat(format)) writeData(data, format, io);
    else io.stdout.write(statusText(data, screenOf(io)));
    writeUnreadable(live, io);
    return found.type === 'Unreadable' ? ExitCode.Error : ExitCode.Fine;
  });
}
