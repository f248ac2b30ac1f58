/** One option of the command line; the operator reads its own. */
export interface CliOption {
  readonly short?: string;
  /** What stands for the value in the help; absent for a switch. */
  readonly placeholder?: string;
  /** The only values that it takes; a command may take fewer. */
  readonly values?: readonly string[];
  /** Given several times, each counts. */
  readonly repeatable?: true;
  readonly help: string;
  /** What a value must be, to follow "…: "; absent: any text will do. */
  readonly check?: {readonly pattern: RegExp; readonly sentence: string};
}

/** Every option, by its name without the dashes. */
export const CLI_OPTIONS = {
  policy: {
    placeholder: 'FILE',
    repeatable: true,
    help: 'A file with SidecarPolicies or ClusterSidecarPolicies to go by. Can be given several times. Policies among the files count as well; without any, everything that the catalog knows is a sidecar.',
  },
  namespace: {
    short: 'n',
    placeholder: 'NAME',
    help: 'The namespace of objects that name none (default: default). On a live cluster the namespace to look at (default: that of the context).',
    check: {
      pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
      sentence: 'must be the name of a namespace: lower-case letters, digits and dashes, at most 63',
    },
  },
  live: {help: 'Look at a cluster instead of files. Only revert changes anything there.'},
  'all-namespaces': {short: 'A', help: 'On a live cluster: look at all namespaces.'},
  kubeconfig: {
    placeholder: 'FILE',
    help: 'On a live cluster: the kubeconfig to use. Default: $KUBECONFIG, else ~/.kube/config.',
  },
  context: {placeholder: 'NAME', help: "On a live cluster: the kubeconfig's context to use. Default: its current one."},
  'kubernetes-version': {
    placeholder: 'VERSION',
    help: 'The version of the API server to decide for, e.g. 1.31. Without it, checks that depend on the version assume nothing; on a live cluster it is asked for its own.',
    check: {pattern: /^v?1\.\d{1,3}(\..*)?$/, sentence: 'must be a version such as 1.31'},
  },
  output: {
    short: 'o',
    placeholder: 'FORMAT',
    values: ['table', 'json', 'yaml', 'csv', 'markdown'],
    help: 'How the answer is written. Default: for people to read.',
  },
  'group-by': {
    placeholder: 'label:KEY',
    help: "Count by the value of this label of the workloads, e.g. label:team; a workload without it is looked up in its pod template's labels.",
    check: {pattern: /^label:[^\s]+$/, sentence: 'must be label: and the key of a label, e.g. label:team'},
  },
  'fail-on': {
    placeholder: 'block|warn',
    values: ['block', 'warn'],
    help: 'End with exit code 2 when a finding is at least this severe.',
  },
  'write-policy': {
    help: 'Print SidecarPolicies (mode Audit, one a namespace) for what was found, ready for kubectl apply, in place of the tables.',
  },
  'in-place': {
    short: 'i',
    help: 'Write the files instead of printing them. Nothing is written where any file has a problem.',
  },
  reason: {
    placeholder: 'TEXT',
    help: 'Why, for those who wonder: it is shown where the pause is.',
    // oxlint-disable-next-line no-control-regex -- they are what is refused
    check: {pattern: /^[^\u0000-\u001f\u007f]{1,160}$/, sentence: 'must be one line of at most 160 characters'},
  },
  revert: {help: 'Put back what is converted, before anything is removed.'},
  keep: {help: 'Leave converted what is converted.'},
  'dry-run': {help: 'Say what would be done, and change nothing.'},
  yes: {short: 'y', help: 'On a live cluster: do it without asking.'},
  diff: {help: 'Print the difference (as diff -u does) instead of the text.'},
  'remove-workarounds': {
    help: 'Take out what native sidecars make useless, in the same change: waits, quit calls, wrappers and the like, where that is safe and mechanical.',
  },
  help: {short: 'h', help: 'Print this.'},
  version: {help: 'Print the version.'},
} as const satisfies Readonly<Record<string, CliOption>>;

export type OptionName = keyof typeof CLI_OPTIONS;

export function optionOf(name: OptionName): CliOption {
  return CLI_OPTIONS[name];
}
