import assert from 'node:assert/strict';
import {helpText} from '../../../src/config/help.ts';
import {variableOf, type Option} from '../../../src/config/option.ts';
import {OPTIONS} from '../../../src/config/options.ts';
import {readCommand, type Settings} from '../../../src/config/settings.ts';
import {UserError} from '../../../src/runtime/errors.ts';

type Environment = Readonly<Record<string, string>>;

function settings(args: readonly string[] = [], environment: Environment = {}, terminal = false): Settings {
  const command = readCommand({args: ['run', ...args], environment, terminal});
  return command.type === 'Run' ? command.settings : assert.fail(command.type);
}

/** Every problem, a line each. */
function problems(args: readonly string[], environment: Environment = {}): readonly string[] {
  try {
    readCommand({args, environment, terminal: false});
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('have defaults', () => {
    assert.deepEqual(settings(), {
      cluster: {
        kubeconfig: undefined,
        context: undefined,
        environment: {
          KUBERNETES_SERVICE_HOST: undefined,
          KUBERNETES_SERVICE_PORT: undefined,
          KUBECONFIG: undefined,
          HOME: undefined,
        },
      },
      namespace: undefined,
      leaderElect: true,
      leaderElectionNamespace: undefined,
      leaseDuration: 4,
      metricsAddress: ':8080',
      admission: 'auto',
      webhookAddress: ':9443',
      webhookCertDir: undefined,
      webhookHosts: undefined,
      workers: 16,
      finalizeRate: 5,
      dryRun: false,
      logFormat: 'json',
      logLevel: 'info',
    });
  });

  it('come from flags', () => {
    const args = [
      '--kubeconfig',
      'k',
      '--context=c',
      '--namespace',
      'shop',
      '--leader-elect',
      '--leader-election-namespace',
      'tools',
      '--lease-duration=15',
      '--metrics-address',
      '[::1]:9',
      '--admission=webhook',
      '--webhook-address=:10250',
      '--webhook-cert-dir=/certificates',
      '--webhook-hosts=10.0.0.1, webhook.example.com',
      '--workers=4',
      '--finalize-rate',
      '0.5',
      '--log-format',
      'json',
      '--log-level',
      'debug',
    ];
    const {cluster, ...rest} = settings(args, {}, true);
    assert.deepEqual([cluster.kubeconfig, cluster.context], ['k', 'c']);
    assert.deepEqual(rest, {
      namespace: 'shop',
      leaderElect: true,
      leaderElectionNamespace: 'tools',
      leaseDuration: 15,
      metricsAddress: '[::1]:9',
      admission: 'webhook',
      webhookAddress: ':10250',
      webhookCertDir: '/certificates',
      webhookHosts: ['10.0.0.1', 'webhook.example.com'],
      workers: 4,
      finalizeRate: 0.5,
      dryRun: false,
      logFormat: 'json',
      logLevel: 'debug',
    });
  });

  it('come from the environment, and flags win', () => {
    const environment = {
      OUTRIGGER_WORKERS: '4',
      OUTRIGGER_DRY_RUN: 'true',
      OUTRIGGER_LOG_LEVEL: 'warn',
      OUTRIGGER_KUBECONFIG: 'k',
      OUTRIGGER_NAMESPACE: '',
    };
    const read = settings(['--workers', '8', '--no-dry-run'], environment);
    assert.deepEqual(
      [read.workers, read.dryRun, read.logLevel, read.cluster.kubeconfig, read.namespace],
      [8, false, 'warn', 'k', undefined],
    );
  });

  it('elect a leader where several could do the same work', () => {
    assert.equal(settings([]).leaderElect, true);
    assert.equal(settings(['--no-leader-elect']).leaderElect, false);
    assert.equal(settings(['--namespace=shop']).leaderElect, false);
    assert.equal(settings(['--namespace=shop', '--leader-elect']).leaderElect, true);
    assert.equal(settings(['--dry-run', '--leader-elect']).leaderElect, false);
  });

  it('take the last of several flags', () => {
    assert.equal(settings(['--workers', '2', '--workers', '3']).workers, 3);
  });

  it('log for people at a terminal', () => {
    assert.equal(settings([], {}, true).logFormat, 'pretty');
  });

  it('pass on where the cluster is, and nothing else of the environment', () => {
    const environment = {HOME: '/home/ann', KUBECONFIG: '/tmp/k', AWS_SECRET_ACCESS_KEY: 'secret'};
    assert.deepEqual(settings([], environment).cluster.environment, {
      KUBERNETES_SERVICE_HOST: undefined,
      KUBERNETES_SERVICE_PORT: undefined,
      KUBECONFIG: '/tmp/k',
      HOME: '/home/ann',
    });
  });

  it('cannot be changed', () => {
    assert.ok(Object.isFrozen(settings()));
    assert.ok(Object.isFrozen(settings().cluster));
  });

  it('are not disturbed by variables that a Service of the same name brings', () => {
    assert.equal(
      settings([], {OUTRIGGER_PORT: 'tcp://10.0.0.1:8080', OUTRIGGER_METRICS_SERVICE_HOST: '10.0.0.1'}).metricsAddress,
      ':8080',
    );
  });

  it('report every problem at once, with what it should be', () => {
    const args = [
      'run',
      '--workers',
      'many',
      '--finalize-rate',
      '0',
      '--log-format',
      'xml',
      '--namespace',
      'Shop',
      '--metrics-address',
      '8080',
      '--color',
      '--context',
    ];
    assert.deepEqual(problems(args, {OUTRIGGER_LOG_LEVEL: 'loud', OUTRIGGER_DRY_RUN: 'maybe'}), [
      'There is no flag --color; outrigger run --help lists them.',
      '--context needs a value: --context NAME',
      '--namespace "Shop": must be the name of a namespace: lower-case letters, digits and dashes, at most 63',
      '--metrics-address "8080": "8080" is no address: use HOST:PORT, [IPv6]:PORT, or :PORT for every address.',
      '--workers "many": must be a whole number from 1 to 48',
      '--finalize-rate "0": must be a number from 0.1 to 100',
      'OUTRIGGER_DRY_RUN "maybe": must be true or false',
      '--log-format "xml": must be one of json, pretty',
      'OUTRIGGER_LOG_LEVEL "loud": must be one of error, warn, info, debug',
    ]);
  });

  for (const text of ['0', '49', '2.5', '', ' ', '1e9']) {
    it(`take no such number of workers: "${text}"`, () =>
      assert.equal(problems(['run', `--workers=${text}`]).length, 1));
  }

  it('need a value even when another flag follows', () => {
    assert.deepEqual(problems(['run', '--workers', '--dry-run']), ['--workers needs a value: --workers N']);
  });

  it('know their commands', () => {
    assert.deepEqual(problems(['walk']), ['There is no command "walk"; outrigger --help lists them.']);
    assert.deepEqual(problems(['run', 'fast']), ['"fast" belongs to no flag; outrigger run --help lists them.']);
    assert.deepEqual(problems(['--dry-run']), ['Say what to do: outrigger run, or outrigger --help.']);
  });
});

describe('help', () => {
  for (const args of [[], ['help'], ['--help'], ['-h'], ['run', '--help', '--workers', 'x']]) {
    it(`is shown for: outrigger ${args.join(' ')}`, () => {
      assert.equal(readCommand({args, environment: {}, terminal: true}).type, 'Help');
    });
  }

  it('has every flag with its variable and default', () => {
    const text = helpText();
    for (const option of Object.values<Option<unknown>>(OPTIONS)) {
      assert.ok(text.includes(`--${option.flag}`) && text.includes(variableOf(option)), option.flag);
      if (option.default !== undefined) assert.ok(text.includes(`Default: ${option.default}.`), option.flag);
    }
  });

  it('fits a terminal', () => {
    assert.ok(
      helpText()
        .split('\n')
        .every(line => line.length <= 100),
    );
  });

  it('is not the version', () => {
    assert.equal(readCommand({args: ['--version'], environment: {}, terminal: true}).type, 'Version');
  });
});
