import {randomUUID} from 'node:crypto';
import {hostname} from 'node:os';
import {assemble} from './controllers/assemble.ts';
import {rehearse} from './controllers/workload/rehearse.ts';
import {readCommand, type Settings} from './config/settings.ts';
import {candidacyOf} from './candidacy.ts';
import {openSession} from './kube/open-session.ts';
import {Rest} from './kube/rest.ts';
import {putBackgroundThreadsBehind} from './runtime/background-threads.ts';
import {systemClock} from './runtime/clock.ts';
import {asError, UserError} from './runtime/errors.ts';
import type {Log} from './runtime/log.ts';
import {LogDamper} from './runtime/log-damper.ts';
import {Manager, type Server} from './runtime/manager.ts';
import {ServerClock} from './runtime/server-clock.ts';
import {onSignals} from './runtime/signals.ts';
import {TelemetryServer} from './telemetry/http.ts';
import {createLog} from './telemetry/logger.ts';
import {Metrics} from './telemetry/metrics.ts';
import {VERSION} from './version.ts';
import {webhookOf} from './webhook-of.ts';

/** The process: read the settings, build everything, run until a signal. Wiring only. */
async function main(): Promise<void> {
  const {argv, env, stderr, stdout} = process;
  const command = readCommand({args: argv.slice(2), environment: env, terminal: stderr.isTTY});
  if (command.type === 'Help') stdout.write(command.text);
  else if (command.type === 'Version') stdout.write(`${VERSION}\n`);
  else await run(command.settings);
}

async function run(settings: Settings): Promise<void> {
  putBackgroundThreadsBehind();
  const clock = new ServerClock(systemClock);
  const log = createLog({level: settings.logLevel, format: settings.logFormat});
  const {random} = Math;
  const metrics = new Metrics();
  metrics.collectProcess();
  const userAgent = `outrigger/${VERSION}`;
  const heard = (date: string, sent: number): void => clock.heard(date, sent);
  const session = await openSession(settings.cluster, {clock, userAgent, heard});
  const identity = `${hostname()}_${randomUUID()}`;
  const candidacy = await candidacyOf(settings, {clock: systemClock, random, log, metrics, userAgent, identity});
  const rest = new Rest(session, {guard: candidacy.guard});
  const damper = new LogDamper(clock);
  const parts = assemble({rest, settings, metrics, clock, random, log, damper, instance: hostname()});
  const webhook = webhookOf(settings, {assembly: parts, rest, clock, log, damper, metrics});
  const server = new TelemetryServer({
    clock,
    log,
    registry: metrics.registry,
    address: settings.metricsAddress,
    missing: () => manager.missing(),
  });
  const manager: Manager = new Manager({
    clock,
    log,
    ...parts,
    workers: [...parts.workers, webhook.keeper],
    leadership: candidacy.leadership,
    servers: [announced(server, log), webhook.part],
  });
  // Before it serves: nobody waits yet.
  rehearse();
  const end = await operate(manager, candidacy.lost, log);
  // Whoever restarts it gets a process that remembers nothing from before.
  if (end === 'Lost') process.exitCode = 1;
  await session.close();
  await candidacy.close();
}

/** Says where it listens: with port 0 nobody could know. */
function announced(server: TelemetryServer, log: Log): Server {
  return {
    start: async () => {
      await server.start();
      log.info('serving metrics and health', {listening: server.listening, url: server.url});
    },
    stop: async () => server.stop(),
  };
}

/** Resolves when a signal or the loss of leadership has ended it, or rejects when it could not begin. */
async function operate(manager: Manager, lost: Promise<void>, log: Log): Promise<'Asked' | 'Lost'> {
  const asked = new Promise<'Asked'>(resolve => {
    onSignals(process, {
      stop: signal => {
        log.info('stopping', {signal});
        resolve('Asked');
      },
      exit: signal => {
        log.warn('ending at once', {signal});
        process.exit(1);
      },
    });
  });
  const end = Promise.race([asked, lost.then(() => 'Lost' as const)]);
  try {
    await Promise.race([manager.start(), end]);
    return await end;
  } finally {
    await manager.stop();
  }
}

/** A mistake of the user's is a sentence; anything else is ours, and shows where. */
function fail(thrown: unknown): void {
  const error = asError(thrown);
  process.stderr.write(`${thrown instanceof UserError ? error.message : (error.stack ?? error.message)}\n`);
  process.exitCode = 1;
}

main().catch(fail);
