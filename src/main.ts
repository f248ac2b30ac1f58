import {hostname} from 'node:os';
import {assemble} from './controllers/assemble.ts';
import {readCommand, type Settings} from './config/settings.ts';
import {withDefaultConfig} from './kube/default-config.ts';
import {loadSession} from './kube/load-session.ts';
import {Rest} from './kube/rest.ts';
import {systemClock} from './runtime/clock.ts';
import {asError, UserError} from './runtime/errors.ts';
import type {Log} from './runtime/log.ts';
import {LogDamper} from './runtime/log-damper.ts';
import {Manager, type Server} from './runtime/manager.ts';
import {OutriggerOperator} from './runtime/operator.ts';
import {onSignals} from './runtime/signals.ts';
import {TelemetryServer} from './telemetry/http.ts';
import {createLog} from './telemetry/logger.ts';
import {Metrics} from './telemetry/metrics.ts';
import {VERSION} from './version.ts';

/** The process: read the settings, build everything, run until a signal. Wiring only. */
async function main(): Promise<void> {
  const {argv, env, stderr, stdout} = process;
  const command = readCommand({args: argv.slice(2), environment: env, terminal: stderr.isTTY});
  if (command.type === 'Help') stdout.write(command.text);
  else if (command.type === 'Version') stdout.write(`${VERSION}\n`);
  else await run(command.settings);
}

async function run(settings: Settings): Promise<void> {
  const clock = systemClock;
  const log = createLog({level: settings.logLevel, format: settings.logFormat});
  const session = loadSession(settings.cluster, {clock, userAgent: `outrigger/${VERSION}`});
  const metrics = new Metrics();
  metrics.collectProcess();
  metrics.leader.set(true);
  const {random} = Math;
  const rest = new Rest(session);
  const damper = new LogDamper(clock);
  const parts = assemble({rest, settings, metrics, clock, random, log, damper, instance: hostname()});
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
    servers: [announced(server, log)],
  });
  await operate(
    withDefaultConfig(session.config, () => new OutriggerOperator(manager, log)),
    log,
  );
  await session.close();
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

/** Resolves when a signal has ended it, or rejects when it could not begin. */
async function operate(operator: OutriggerOperator, log: Log): Promise<void> {
  const asked = new Promise<void>(resolve => {
    onSignals(process, {
      stop: signal => {
        log.info('stopping', {signal});
        resolve();
      },
      exit: signal => {
        log.warn('ending at once', {signal});
        process.exit(1);
      },
    });
  });
  try {
    await Promise.race([operator.start(), asked]);
    await asked;
  } finally {
    await operator.stopped();
  }
}

/** A mistake of the user's is a sentence; anything else is ours, and shows where. */
function fail(thrown: unknown): void {
  const error = asError(thrown);
  process.stderr.write(`${thrown instanceof UserError ? error.message : (error.stack ?? error.message)}\n`);
  process.exitCode = 1;
}

main().catch(fail);
