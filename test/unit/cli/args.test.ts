import assert from 'node:assert/strict';
import {COMMANDS, commandOf, isCommandName} from '../../../src/cli/args/command.ts';
import {cliHelp} from '../../../src/cli/args/help.ts';
import {CLI_OPTIONS} from '../../../src/cli/args/option.ts';
import {readArgs} from '../../../src/cli/args/read-args.ts';

function problems(...args: readonly string[]): readonly string[] {
  const request = readArgs(args);
  return request.type === 'Mistaken' ? request.problems : assert.fail(request.type);
}

describe('arguments', () => {
  it('give a command its words and options', () => {
    const request = readArgs(['scan', 'a', '-o', 'json', '-', '--policy=p', '--policy', 'q', '--write-policy']);
    assert.deepEqual(request, {
      type: 'Command',
      command: 'scan',
      given: {
        words: ['a', '-'],
        options: new Map([
          ['output', ['json']],
          ['policy', ['p', 'q']],
          ['write-policy', ['true']],
        ]),
      },
    });
  });

  const clusters = [
    ['scan', '--live', '-A', '--context', 'prod'],
    ['plan', '--live', '-n', 'shop', '--kubeconfig', 'k'],
    ['why', 'pod/shop/web-1', '--live'],
    ['status'],
    ['status', '-A'],
    ['pause'],
    ['pause', '-n', 'shop', 'shop', '--reason', 'an outage'],
    ['resume', 'shop/shop', 'cscp/all'],
    ['uninstall', '--revert', '--yes'],
    ['uninstall', '--keep', '--dry-run'],
  ];
  for (const args of clusters) {
    it(`"${args.join(' ')}" are about a cluster`, () => assert.equal(readArgs(args).type, 'Command'));
  }

  it('take what follows -- as words', () => {
    const request = readArgs(['plan', '--', '--odd.yaml']);
    assert.deepEqual(request.type === 'Command' && request.given.words, ['--odd.yaml']);
  });

  const requests = [
    {args: [], type: 'Help'},
    {args: ['--help'], type: 'Help'},
    {args: ['-h'], type: 'Help'},
    {args: ['help'], type: 'Help'},
    {args: ['--version'], type: 'Version'},
    {args: ['run'], type: 'Operator'},
    {args: ['run', '--help'], type: 'Operator'},
    {args: ['run', '--no-such-flag'], type: 'Operator'},
  ];
  for (const {args, type} of requests) {
    it(`"${args.join(' ')}" ask for ${type}`, () => assert.equal(readArgs(args).type, type));
  }

  it('ask for the help of one command in two ways', () => {
    assert.deepEqual(readArgs(['plan', '--help']), {type: 'Help', command: 'plan'});
    assert.deepEqual(readArgs(['help', 'plan']), {type: 'Help', command: 'plan'});
  });

  const mistakes = [
    [['pln'], 'There is no command "pln"; did you mean plan?'],
    [['frobnicate'], 'There is no command "frobnicate"; outrigger --help lists them.'],
    [['scan', 'a', '--ouput', 'json'], 'There is no option --ouput; did you mean --output?'],
    [['scan', 'a', '--zzzzzz'], 'There is no option --zzzzzz.'],
    [['scan'], 'Say what to look at: outrigger scan PATH… (- is standard input) or --live.'],
    [['why', 'pod/a/b'], 'Say which workload, and where it is: outrigger why KIND/NAMESPACE/NAME PATH… or --live.'],
    [['explain', 'A', 'B'], '"B" is one word too many: outrigger explain --help shows what it takes.'],
    [['plan', 'a', '--fail-on', 'warn'], 'outrigger plan has no option --fail-on; outrigger plan --help lists them.'],
    [['plan', 'a', '-o', 'csv'], '--output "csv": must be one of table, json, yaml.'],
    [['scan', 'a', '--fail-on', 'info'], '--fail-on "info": must be one of block, warn.'],
    [['scan', 'a', '--group-by', 'team'], '--group-by "team": must be label: and the key of a label, e.g. label:team.'],
    [['scan', 'a', '--policy'], '--policy needs a value: --policy FILE.'],
    [['scan', 'a', '--policy', '--write-policy'], '--policy needs a value: --policy FILE.'],
    [['scan', 'a', '--write-policy=no'], '--write-policy takes no value.'],
    [['scan', 'a', '--context', 'prod'], '--context is about a cluster: give --live with it.'],
    [['scan', 'a', '-A'], '--all-namespaces is about a cluster: give --live with it.'],
    [['scan', 'a', '--live'], '"a" is one word too many: outrigger scan --help shows what it takes.'],
    [['why', '--live'], 'Say which object: outrigger why KIND/NAMESPACE/NAME --live.'],
    [['status', '-A', '-n', 'shop'], '--namespace names one namespace, --all-namespaces means all: give one of them.'],
    [['convert', 'a', '--live'], 'outrigger convert has no option --live; outrigger convert --help lists them.'],
    [['pause', '-A'], 'outrigger pause has no option --all-namespaces; outrigger pause --help lists them.'],
    [['pause', '--reason', ''], '--reason needs a value: --reason TEXT.'],
    [['pause', '--reason', 'a\nb'], '--reason "a\nb": must be one line of at most 160 characters.'],
    [['uninstall', 'shop'], '"shop" is one word too many: outrigger uninstall --help shows what it takes.'],
    [['scan', 'a', '--kubernetes-version', 'new'], '--kubernetes-version "new": must be a version such as 1.31.'],
  ] as const;
  for (const [args, sentence] of mistakes) {
    it(`"${args.join(' ')}" are answered with a sentence`, () => {
      assert.ok(problems(...args).includes(sentence), problems(...args).join('\n'));
    });
  }

  it('are answered with every mistake at once', () => {
    assert.equal(problems('scan', '--nope', '--fail-on', 'info').length, 3);
  });
});

describe('the help', () => {
  for (const name of Object.keys(COMMANDS).filter(isCommandName)) {
    it(`of ${name} names each of its options and fits 80 columns`, () => {
      const text = cliHelp(name);
      for (const option of commandOf(name).options) assert.match(text, new RegExp(`--${option}\\b`));
      assert.deepEqual(
        text.split('\n').filter(line => line.length > 80),
        [],
      );
    });
  }

  it('names every command', () => {
    for (const name of [...Object.keys(COMMANDS), 'run']) assert.match(cliHelp(), new RegExp(`^  ${name} `, 'm'));
  });

  it('has no option that no command takes', () => {
    const taken = new Set(Object.values(COMMANDS).flatMap(({options}): readonly string[] => options));
    const unused = Object.keys(CLI_OPTIONS).filter(name => !taken.has(name));
    assert.deepEqual(unused, ['help', 'version']);
  });
});
