import {asError, UserError} from '../runtime/errors.ts';
import type {LogFormat, LogLevel} from '../telemetry/logger.ts';
import {sortFlags, type Flags} from './flags.ts';
import {helpText} from './help.ts';
import {variableOf, type Option} from './option.ts';
import {OPTIONS, type Admission} from './options.ts';

/** Everything that a run can be told; frozen. See `options.ts` for what each means. */
export interface Settings {
  /** For `openSession`. */
  readonly cluster: {
    readonly kubeconfig: string | undefined;
    readonly context: string | undefined;
    readonly environment: Readonly<Record<string, string | undefined>>;
  };
  readonly namespace: string | undefined;
  /** Whether to take turns with others, over a Lease. */
  readonly leaderElect: boolean;
  readonly leaderElectionNamespace: string | undefined;
  /** Seconds. */
  readonly leaseDuration: number;
  readonly metricsAddress: string;
  readonly admission: Admission;
  readonly webhookAddress: string;
  readonly webhookCertDir: string | undefined;
  readonly webhookHosts: readonly string[] | undefined;
  readonly workers: number;
  /** Pods a second. */
  readonly finalizeRate: number;
  readonly dryRun: boolean;
  readonly logFormat: LogFormat;
  readonly logLevel: LogLevel;
}

export type Command =
  | {readonly type: 'Run'; readonly settings: Settings}
  | {readonly type: 'Help'; readonly text: string}
  | {readonly type: 'Version'};

export interface ProcessInput {
  /** Without the program: `process.argv.slice(2)`. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A person reads the log. */
  readonly terminal: boolean;
}

/** The variables beside `OUTRIGGER_…` that say where the cluster is. */
const CLUSTER_VARIABLES = ['KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT', 'KUBECONFIG', 'HOME'] as const;

/**
 * Reads what the user asks for.
 * @throws UserError with every problem at once, a line each.
 */
export function readCommand({args, environment, terminal}: ProcessInput): Command {
  const flags = sortFlags(args, Object.values(OPTIONS));
  if (flags.help || args.length === 0 || flags.words[0] === 'help') return {type: 'Help', text: helpText()};
  if (flags.version) return {type: 'Version'};
  const problems = [...flags.problems, ...wordProblems(flags.words)];
  const read = reader(flags, environment, problems);
  const settings = {
    cluster: Object.freeze({
      kubeconfig: read(OPTIONS.kubeconfig),
      context: read(OPTIONS.context),
      environment: pick(environment),
    }),
    namespace: read(OPTIONS.namespace),
    leaderElect: read(OPTIONS.leaderElect),
    leaderElectionNamespace: read(OPTIONS.leaderElectionNamespace),
    leaseDuration: read(OPTIONS.leaseDuration),
    metricsAddress: read(OPTIONS.metricsAddress),
    admission: read(OPTIONS.admission),
    webhookAddress: read(OPTIONS.webhookAddress),
    webhookCertDir: read(OPTIONS.webhookCertDir),
    webhookHosts: read(OPTIONS.webhookHosts),
    workers: read(OPTIONS.workers),
    finalizeRate: read(OPTIONS.finalizeRate),
    dryRun: read(OPTIONS.dryRun),
    logFormat: read(OPTIONS.logFormat) ?? (terminal ? 'pretty' : 'json'),
    logLevel: read(OPTIONS.logLevel),
  };
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  return {type: 'Run', settings: Object.freeze({...(settings as Settings), leaderElect: elects(settings)})};
}

/** Several that each look at a namespace of their own are no replicas of one another. */
function elects({leaderElect, namespace, dryRun}: {[Each in keyof Settings]?: Settings[Each] | undefined}): boolean {
  return dryRun !== true && (leaderElect ?? namespace === undefined);
}

function wordProblems([command, ...rest]: readonly string[]): readonly string[] {
  if (command === undefined) return ['Say what to do: outrigger run, or outrigger --help.'];
  if (command !== 'run') return [`There is no command "${command}"; outrigger --help lists them.`];
  return rest.map(word => `"${word}" belongs to no flag; outrigger run --help lists them.`);
}

/** Reads one setting after the other; problems are collected, and the answer is then `undefined`. */
function reader(flags: Flags, environment: ProcessInput['environment'], problems: string[]) {
  return <T>(option: Option<T>): T | undefined => {
    const flag = flags.values.get(option.flag);
    // An empty variable is how shells and manifests spell "not set".
    const variable = environment[variableOf(option)] || undefined;
    const text = flag ?? variable ?? option.default;
    if (text === undefined) return undefined;
    try {
      return option.parse(text);
    } catch (thrown) {
      const where = flag === undefined ? variableOf(option) : `--${option.flag}`;
      problems.push(`${where} "${text}": ${asError(thrown).message}`);
      return undefined;
    }
  };
}

function pick(environment: ProcessInput['environment']): Readonly<Record<string, string | undefined>> {
  return Object.freeze(Object.fromEntries(CLUSTER_VARIABLES.map(name => [name, environment[name]])));
}
