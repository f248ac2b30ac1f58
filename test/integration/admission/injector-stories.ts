import type {JsonObject} from '../../../src/domain/json.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {container, podSpec} from '../../support/builders.ts';
import type {Injector} from '../../support/injecting-webhook.ts';

/** What the injectors add. */
export const AGENT = container('agent');
const BOTH = ['containers', 'initContainers'] as const;
const ONE = ['containers'] as const;
const ACKNOWLEDGED = {acknowledge: ['InjectorReinvoked']} as const;

/** A pod with a classic sidecar of its own, in a namespace whose injector adds another one. */
export interface Story {
  readonly says: string;
  readonly injector: Pick<Injector, 'reinvocation' | 'looksIn'>;
  readonly policy?: Partial<Policy>;
  /** The manifest has the injector's container already. */
  readonly written?: true;
  /**
   * What a compiled pod policy makes of it: names in `containers` and in `initContainers`; `*`: native. Undefined: the pod
   * is refused.
   */
  readonly stored: string | undefined;
  /** Of that pod's record. */
  readonly recorded?: readonly string[];
  /** How often the injector is asked, by whatever the pod is converted. */
  readonly asked: number;
}

export const STORIES: readonly Story[] = [
  {
    says: 'converts what an injector adds that is asked once',
    injector: {reinvocation: 'Never', looksIn: BOTH},
    stored: 'app | log* agent*',
    recorded: ['log', 'agent'],
    asked: 1,
  },
  {
    says: 'converts what an injector adds that is asked once and looks in containers only',
    injector: {reinvocation: 'Never', looksIn: ONE},
    stored: 'app | log* agent*',
    recorded: ['log', 'agent'],
    asked: 1,
  },
  {
    says: 'leaves alone what an injector adds that is asked again and looks in containers only',
    injector: {reinvocation: 'IfNeeded', looksIn: ONE},
    stored: 'app agent | log*',
    recorded: ['log'],
    asked: 2,
  },
  {
    says: 'leaves alone what an injector adds that is asked again, since nobody can see where it looks',
    injector: {reinvocation: 'IfNeeded', looksIn: BOTH},
    stored: 'app agent | log*',
    recorded: ['log'],
    asked: 2,
  },
  {
    says: 'converts what an injector adds that is asked again, once somebody who knows has acknowledged it',
    injector: {reinvocation: 'IfNeeded', looksIn: BOTH},
    policy: ACKNOWLEDGED,
    stored: 'app | log* agent*',
    recorded: ['log', 'agent'],
    asked: 2,
  },
  {
    says: 'is the reason why the pod is refused where somebody has acknowledged it who did not know',
    injector: {reinvocation: 'IfNeeded', looksIn: ONE},
    policy: ACKNOWLEDGED,
    stored: undefined,
    asked: 2,
  },
  {
    says: 'converts a written container that an injector adds again, because it looks in containers only',
    injector: {reinvocation: 'Never', looksIn: ONE},
    written: true,
    stored: 'app | log* agent*',
    recorded: ['log', 'agent'],
    asked: 1,
  },
  {
    says: 'gives up a written container that an injector adds again and would add once more',
    injector: {reinvocation: 'IfNeeded', looksIn: ONE},
    written: true,
    stored: 'app agent | log*',
    recorded: ['log'],
    asked: 2,
  },
  {
    says: 'converts a written container that an injector finds there, which is asked again',
    injector: {reinvocation: 'IfNeeded', looksIn: BOTH},
    written: true,
    stored: 'app | log* agent*',
    recorded: ['log', 'agent'],
    asked: 2,
  },
];

/** The pod that somebody creates. */
export function podOf({written}: Pick<Story, 'written'>): JsonObject {
  const containers = [container('app'), container('log'), ...(written ? [AGENT] : [])];
  return {metadata: {name: 'shop'}, spec: podSpec(containers)};
}
