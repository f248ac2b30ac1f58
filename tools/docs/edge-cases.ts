import type {FindingCode} from '../../src/api/codes.ts';

/** What Outrigger makes of one peculiarity of native sidecars, and the test that says so. */
export interface EdgeCase {
  /** 1 to 42: tests name it as `E7` in their titles. */
  readonly number: number;
  readonly what: string;
  readonly outcome: Outcome;
  /** From the root of the repository. */
  readonly test: string;
}

export type Outcome =
  /** It is found and said, with one of these codes. */
  | {readonly type: 'Finding'; readonly codes: readonly FindingCode[]; readonly note?: string}
  /** It cannot happen, by the way conversions are made. */
  | {readonly type: 'Law'; readonly text: string}
  | {readonly type: 'NotOurs'; readonly because: string};

const finding = (...codes: readonly FindingCode[]): Outcome => ({type: 'Finding', codes});
const noted = (note: string, ...codes: readonly FindingCode[]): Outcome => ({type: 'Finding', codes, note});
const law = (text: string): Outcome => ({type: 'Law', text});
const notOurs = (because: string): Outcome => ({type: 'NotOurs', because});

const CHECKS = 'test/unit/domain/checks';

/** All that is known to be peculiar (KEP-753, the code of Kubernetes, and its issues), in the order of a pod's life. */
export const EDGE_CASES: readonly EdgeCase[] = [
  {
    number: 1,
    what: 'Native sidecars are on by default since Kubernetes 1.29; 1.28 ended them by other rules.',
    outcome: finding('ServerTooOld'),
    test: `${CHECKS}/nodes.test.ts`,
  },
  {
    number: 2,
    what: 'A kubelet that does not know native sidecars refuses the pod, or waits for ever for the sidecar to end.',
    outcome: finding('NodeTooOld'),
    test: `${CHECKS}/nodes.test.ts`,
  },
  {
    number: 3,
    what: 'Without a startup probe or a postStart hook a sidecar counts as started as soon as its process runs; readiness does not matter.',
    outcome: finding('NoStartupGate'),
    test: `${CHECKS}/start-up.test.ts`,
  },
  {
    number: 4,
    what: 'A readiness probe that is to order the start must become a startup probe, with enough tries.',
    outcome: finding('GateFromReadiness'),
    test: 'test/unit/domain/gate.test.ts',
  },
  {
    number: 5,
    what: 'A sidecar that waits for the application never starts, and the pod stays in Init.',
    outcome: finding('StartupDeadlock'),
    test: `${CHECKS}/start-up.test.ts`,
  },
  {
    number: 6,
    what: 'Where the sidecar stands among the init containers decides what runs before it.',
    outcome: law(
      'It goes behind all of them by default, which is the order of today, and never before those that set up the network for a proxy.',
    ),
    test: 'test/unit/domain/seats.test.ts',
  },
  {
    number: 7,
    what: 'An init container prepares files that the sidecar needs.',
    outcome: noted('with `position: BeforeInit`', 'InitOrder'),
    test: `${CHECKS}/init-files.test.ts`,
  },
  {
    number: 8,
    what: 'Several sidecars start in the order of the list, and are stopped in the reverse order.',
    outcome: law('Their order is kept.'),
    test: 'test/unit/domain/convert.test.ts',
  },
  {
    number: 9,
    what: 'A postStart hook holds back the containers after it.',
    outcome: noted(
      'The hook is kept, and goes on holding. One that waits for the application blocks.',
      'StartupDeadlock',
    ),
    test: `${CHECKS}/start-up.test.ts`,
  },
  {
    number: 10,
    what: 'kubectl chooses the first container, or the one that an annotation names.',
    outcome: finding('DefaultContainer'),
    test: `${CHECKS}/surroundings.test.ts`,
  },
  {
    number: 11,
    what: 'A pod needs at least one regular container.',
    outcome: finding('NoMainContainer'),
    test: `${CHECKS}/pod-shape.test.ts`,
  },
  {
    number: 12,
    what: 'Sidecars are stopped after the application, one after another, in the reverse order.',
    outcome: notOurs('the kubelet does it; it is what the conversion is for'),
    test: 'test/e2e/conversion/order.test.ts',
  },
  {
    number: 13,
    what: "A native sidecar's preStop hook runs when the pod's end begins, so a sleep there only makes every end slower.",
    outcome: law('Hooks that do nothing but sleep are dropped (`preStop: Auto`), and remembered.'),
    test: 'test/unit/domain/prestop.test.ts',
  },
  {
    number: 14,
    what: 'A preStop hook that makes the sidecar exit ends it before the application.',
    outcome: finding('PreStopExits'),
    test: `${CHECKS}/surroundings.test.ts`,
  },
  {
    number: 15,
    what: 'Application and sidecars share one grace period.',
    outcome: finding('GraceTooShort'),
    test: `${CHECKS}/pod-end.test.ts`,
  },
  {
    number: 16,
    what: 'The exit code of a sidecar does not count for the phase of the pod; but the pod ends only when the sidecar has.',
    outcome: notOurs('the kubelet judges by the main containers alone'),
    test: 'test/e2e/cluster.test.ts',
  },
  {
    number: 17,
    what: 'A sidecar that ends by itself is started again, so wrappers and flag files that end it fight Kubernetes.',
    outcome: finding('WrapperMustGo'),
    test: `${CHECKS}/pod-end.test.ts`,
  },
  {
    number: 18,
    what: 'Where pods do not end, only the order changes.',
    outcome: finding('LittleBenefit'),
    test: `${CHECKS}/pod-end.test.ts`,
  },
  {
    number: 19,
    what: 'Before 1.29.3 a sidecar that had failed once could not come back in the pod of a Job.',
    outcome: finding('NodeTooOld'),
    test: `${CHECKS}/nodes.test.ts`,
  },
  {
    number: 20,
    what: 'Some patch releases of the kubelet have bugs in native sidecars.',
    outcome: finding('NodeKnownBad'),
    test: `${CHECKS}/nodes.test.ts`,
  },
  {
    number: 21,
    what: 'Probes and hooks are allowed on an init container only if it is a native sidecar.',
    outcome: law('They are moved together with the field that makes it one, in one write.'),
    test: `${CHECKS}/pod-shape.test.ts`,
  },
  {
    number: 22,
    what: 'Names are unique over all lists of containers.',
    outcome: noted('The container is taken from one list and put into the other in one write.', 'NameTaken'),
    test: `${CHECKS}/pod-shape.test.ts`,
  },
  {
    number: 23,
    what: 'Regular containers may have a restart policy and restart rules of their own since 1.34.',
    outcome: finding('UnsupportedField'),
    test: `${CHECKS}/pod-shape.test.ts`,
  },
  {
    number: 24,
    what: 'API servers before 1.33 refuse `resizePolicy` on init containers.',
    outcome: finding('UnsupportedField'),
    test: `${CHECKS}/pod-shape.test.ts`,
  },
  {
    number: 25,
    what: "Before 1.32 Services and NetworkPolicies do not find the names of a native sidecar's ports.",
    outcome: finding('NamedPort'),
    test: `${CHECKS}/surroundings.test.ts`,
  },
  {
    number: 26,
    what: 'The scheduler does not look at the host ports of native sidecars.',
    outcome: finding('HostPort'),
    test: `${CHECKS}/surroundings.test.ts`,
  },
  {
    number: 27,
    what: 'Two containers of a pod declare the same port.',
    outcome: notOurs('it is as wrong before as after, and the API server only warns of it; ports are kept as they are'),
    test: 'test/unit/domain/convert.test.ts',
  },
  {
    number: 28,
    what: "Rules of podFailurePolicy that name no container look at the sidecar's exit code, too.",
    outcome: finding('PodFailurePolicy'),
    test: `${CHECKS}/surroundings.test.ts`,
  },
  {
    number: 29,
    what: 'An ephemeral container may have the sidecar as its target.',
    outcome: law('Ephemeral containers are left as they are; the target keeps its name.'),
    test: 'test/unit/domain/convert.test.ts',
  },
  {
    number: 30,
    what: 'A sidecar before a large init container raises what the pod asks for.',
    outcome: noted('With `position: AfterInit`, the default, nothing changes.', 'ResourceRise'),
    test: 'test/property/domain/requests.test.ts',
  },
  {
    number: 31,
    what: "Requests of the whole pod come instead of those of its containers, and the runtime's overhead on top.",
    outcome: law('Both are counted as the scheduler counts them.'),
    test: 'test/unit/domain/requests/pod-requests.test.ts',
  },
  {
    number: 32,
    what: 'The QoS class counts every container.',
    outcome: law('A conversion leaves it as it is.'),
    test: 'test/property/domain/requests.test.ts',
  },
  {
    number: 33,
    what: 'LimitRanges and quotas apply to init containers, too.',
    outcome: law(
      'With `position: AfterInit` all that they count stays: requests and limits of the pod, and of each container.',
    ),
    test: 'test/property/domain/requests.test.ts',
  },
  {
    number: 34,
    what: 'Autoscalers may go by what the sidecar alone uses.',
    outcome: noted('for the command line', 'HpaContainerResource'),
    test: `${CHECKS}/scaling.test.ts`,
  },
  {
    number: 35,
    what: 'VerticalPodAutoscalers do not look at native sidecars.',
    outcome: noted('for the command line', 'VpaManaged'),
    test: `${CHECKS}/scaling.test.ts`,
  },
  {
    number: 36,
    what: 'Metrics of native sidecars have other names, so alerts fall silent.',
    outcome: noted('for the command line', 'AlertsNeedUpdate'),
    test: `${CHECKS}/onlookers.test.ts`,
  },
  {
    number: 37,
    what: 'With shared processes, a script of the sidecar no longer finds the process of the application when it starts.',
    outcome: noted('where it waits for it behind a startup probe', 'StartupDeadlock'),
    test: `${CHECKS}/start-up.test.ts`,
  },
  {
    number: 38,
    what: '`tail -f` ends where the application has not written the file yet.',
    outcome: finding('TailNeedsFile'),
    test: `${CHECKS}/init-files.test.ts`,
  },
  {
    number: 39,
    what: 'Nodes may have another operating system; of native sidecars on Windows nothing else is known.',
    outcome: noted('Only nodes of the system that the pod asks for are judged.', 'NodeTooOld'),
    test: `${CHECKS}/nodes.test.ts`,
  },
  {
    number: 40,
    what: 'A new image in a running pod restarts that sidecar alone.',
    outcome: notOurs('the kubelet does it; Outrigger leaves an image alone that somebody has changed'),
    test: 'test/unit/domain/plan.test.ts',
  },
  {
    number: 41,
    what: "The sidecar's readiness counts for the pod to be ready, before and after.",
    outcome: law('Its readiness probe is kept.'),
    test: 'test/unit/domain/convert.test.ts',
  },
  {
    number: 42,
    what: 'Some init containers fail where anything else runs beside them.',
    outcome: law('Unless the policy asks for `position: BeforeInit`, none runs beside the sidecar.'),
    test: 'test/unit/domain/convert.test.ts',
  },
];
