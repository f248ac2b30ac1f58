import type {OptionName} from './option.ts';

/** One command as the help has it and the reader of arguments judges by. */
export interface CliCommand {
  /** What follows the name. */
  readonly usage: string;
  /** For the list of commands: one line. */
  readonly summary: string;
  readonly details: string;
  readonly words: Words;
  /** How it is used on a live cluster; absent: it looks at no cluster. */
  readonly live?: {
    /** `Asked`: with --live. */
    readonly when: 'Asked' | 'Always';
    readonly usage: string;
    readonly words: Words;
  };
  readonly options: readonly OptionName[];
  /** The values of `--output` that it can write. */
  readonly outputs: readonly string[];
}

/** How many words a command takes; the sentence says what is missing. */
export interface Words {
  readonly least: number;
  readonly most: number;
  readonly missing: string;
}

const INPUTS: readonly OptionName[] = ['policy', 'namespace', 'kubernetes-version'];
const PATHS =
  'PATH is a file, a folder (all *.yaml, *.yml and *.json in it and below) or - for standard input. Several documents in a file, List objects and JSON are read as kubectl does. Services, NetworkPolicies, Namespaces and policies among the files are taken into account.';
const LIVE: readonly OptionName[] = ['live', 'all-namespaces', 'kubeconfig', 'context'];
const NO_WORDS: Words = {least: 0, most: 0, missing: ''};
const CLUSTER = 'With --live it looks at a cluster instead, with its own policies.';
const MANY = Number.POSITIVE_INFINITY;

/** The commands in the order of the help. `run` is the operator's and reads its own flags. */
export const COMMANDS = {
  scan: {
    usage: 'PATH…',
    summary: 'which sidecars there are, what would convert, what is in the way',
    details: `Gives an overview of the sidecars in manifests. ${PATHS} ${CLUSTER} Then it says as well which Jobs hang on a sidecar, and what they hold.`,
    words: {
      least: 1,
      most: MANY,
      missing: 'Say what to look at: outrigger scan PATH… (- is standard input) or --live.',
    },
    live: {when: 'Asked', usage: '--live', words: NO_WORDS},
    options: [...INPUTS, ...LIVE, 'output', 'group-by', 'fail-on', 'write-policy'],
    outputs: ['table', 'json', 'yaml', 'csv', 'markdown'],
  },
  plan: {
    usage: 'PATH…',
    summary: 'what would be decided about each workload, with the change',
    details: `Decides about each workload in manifests as the operator would, and shows what would change. ${PATHS} ${CLUSTER}`,
    words: {
      least: 1,
      most: MANY,
      missing: 'Say what to look at: outrigger plan PATH… (- is standard input) or --live.',
    },
    live: {when: 'Asked', usage: '--live', words: NO_WORDS},
    options: [...INPUTS, ...LIVE, 'output'],
    outputs: ['table', 'json', 'yaml'],
  },
  why: {
    usage: 'KIND/NAMESPACE/NAME PATH…',
    summary: 'one workload explained: policy, rule, findings, change, undoing',
    details: `Explains what is decided about one workload and why. KIND/NAME means the namespace of --namespace. ${PATHS} ${CLUSTER} A pod is explained there by the workload that it belongs to, and it is said whether Outrigger did anything at all.`,
    words: {
      least: 2,
      most: MANY,
      missing: 'Say which workload, and where it is: outrigger why KIND/NAMESPACE/NAME PATH… or --live.',
    },
    live: {
      when: 'Asked',
      usage: 'KIND/NAMESPACE/NAME --live',
      words: {least: 1, most: 1, missing: 'Say which object: outrigger why KIND/NAMESPACE/NAME --live.'},
    },
    options: [...INPUTS, ...LIVE, 'output'],
    outputs: ['table', 'json', 'yaml'],
  },
  convert: {
    usage: 'PATH…',
    summary: 'manifests with their sidecars native; every other line stays as it is',
    details: `Prints manifests with what can be converted converted, or writes it into the files (--in-place), or shows the difference (--diff). Comments and every line that need not change stay. Works as a post-renderer of Helm: outrigger convert -. What is blocked stays as it is and is named on standard error. With --output it says what was changed and why, the new texts or differences included. ${PATHS}`,
    words: {least: 1, most: MANY, missing: 'Say what to convert: outrigger convert PATH… (- is standard input).'},
    options: [...INPUTS, 'in-place', 'diff', 'remove-workarounds', 'output'],
    outputs: ['json', 'yaml'],
  },
  revert: {
    usage: 'PATH…',
    summary: 'manifests with their native sidecars classic again',
    details: `The way back of convert: native sidecars that a policy or the catalog knows go to the end of containers; an object with a record of Outrigger's gets back exactly what that says. preStop hooks and workarounds that a conversion has dropped from a manifest are not known any more. ${PATHS} With --live it puts back the named workloads of a cluster, or all that Outrigger has converted in the namespace, after it has shown them and asked; not those that a policy would convert again.`,
    words: {
      least: 1,
      most: MANY,
      missing: 'Say what to put back: outrigger revert PATH… (- is standard input) or --live.',
    },
    live: {
      when: 'Asked',
      usage: '[KIND/NAMESPACE/NAME…] --live',
      words: {least: 0, most: MANY, missing: ''},
    },
    options: [...INPUTS, 'in-place', 'diff', ...LIVE, 'yes', 'output'],
    outputs: ['json', 'yaml'],
  },
  status: {
    usage: '',
    summary: "the policies of a cluster and their findings; the operator's health",
    details:
      'Shows the policies of a cluster as the operator reports them, and whether the operator is well. All namespaces, unless --namespace names one.',
    words: NO_WORDS,
    live: {when: 'Always', usage: '', words: NO_WORDS},
    options: ['namespace', 'all-namespaces', 'kubeconfig', 'context', 'output'],
    outputs: ['table', 'json', 'yaml'],
  },
  pause: {
    usage: '[POLICY…]',
    summary: 'nothing new happens, in all or under single policies, until resume',
    details:
      'Stops everything, or what single policies do: nothing is converted, restarted or finished, and no pod is converted when it is created. What is converted stays so, and what rolls is watched to its end. It lasts over restarts of the operator, and works while the operator is down. POLICY is NAME, NAMESPACE/NAME or, of a ClusterSidecarPolicy, cscp/NAME.',
    words: {least: 0, most: MANY, missing: ''},
    live: {when: 'Always', usage: '[POLICY…]', words: {least: 0, most: MANY, missing: ''}},
    options: ['namespace', 'kubeconfig', 'context', 'reason'],
    outputs: [],
  },
  resume: {
    usage: '[POLICY…]',
    summary: 'takes a pause back',
    details:
      'Takes back what pause with the same words has done. Policies that were paused by name stay paused until they are named, and while everything is paused, nothing that is named goes on.',
    words: {least: 0, most: MANY, missing: ''},
    live: {when: 'Always', usage: '[POLICY…]', words: {least: 0, most: MANY, missing: ''}},
    options: ['namespace', 'kubeconfig', 'context'],
    outputs: [],
  },
  uninstall: {
    usage: '',
    summary: 'puts back or keeps what is converted, and removes Outrigger',
    details:
      'Puts back what is converted (--revert) or leaves it as it is (--keep), and then removes all that Outrigger has made and all that its manifests have installed, after a question. With --revert the operator puts back at the pace of the policies while it works; without it they are put back one after the other. With --keep the keep policy stays as long as something bears a record, or the next apply of an old manifest would be refused. It can be interrupted and said again.',
    words: NO_WORDS,
    live: {when: 'Always', usage: '', words: NO_WORDS},
    options: ['revert', 'keep', 'dry-run', 'yes', 'kubeconfig', 'context'],
    outputs: [],
  },
  explain: {
    usage: '[CODE]',
    summary: 'what a finding, a state or a reason means; without a code, a list',
    details:
      'Prints what the code of a finding means, why it matters and what to do. It knows as well the states of workloads, the conditions of policies, their reasons, Events, and the workarounds W1 to W16. Without a code it lists all.',
    words: {least: 0, most: 1, missing: ''},
    options: ['output'],
    outputs: ['table', 'json', 'yaml'],
  },
} as const satisfies Readonly<Record<string, CliCommand>>;

export type CommandName = keyof typeof COMMANDS;

export function commandOf(name: CommandName): CliCommand {
  return COMMANDS[name];
}

export function isCommandName(word: string): word is CommandName {
  return Object.hasOwn(COMMANDS, word);
}
