import {FIELD_MANAGER} from '../../api/constants.ts';
import {NO_FACTS, type Facts} from '../../domain/facts.ts';
import {parsePolicy} from '../../domain/policy-parse.ts';
import {ConversionMemory} from '../memory.ts';
import {workloadView} from '../views/workload-view.ts';
import {evaluate, type World} from './evaluate.ts';
import {conversionWrite, type Write} from './writes.ts';

const NAMESPACE = 'rehearsal';

const POLICY = parsePolicy('SidecarPolicy', {
  metadata: {namespace: NAMESPACE, name: 'rehearsal'},
  spec: {sidecars: [{profile: 'fluent-bit'}], conversion: {mode: 'Enforce'}},
});

const DEPLOYMENT = {
  metadata: {namespace: NAMESPACE, name: 'rehearsal', generation: 1, labels: {app: 'rehearsal'}},
  spec: {
    replicas: 0,
    selector: {matchLabels: {app: 'rehearsal'}},
    template: {
      metadata: {labels: {app: 'rehearsal'}},
      spec: {
        containers: [
          {
            name: 'app',
            image: 'app',
            ports: [{containerPort: 8080}],
            volumeMounts: [{name: 'logs', mountPath: '/logs'}],
          },
          {name: 'fluent-bit', image: 'fluent/fluent-bit', volumeMounts: [{name: 'logs', mountPath: '/logs'}]},
        ],
        volumes: [{name: 'logs', emptyDir: {}}],
      },
    },
  },
  status: {observedGeneration: 1},
};

const FACTS: Facts = {
  ...NO_FACTS,
  server: {major: 1, minor: 36},
  nodes: [{name: 'rehearsal', kubeletVersion: 'v1.36.0', labels: {}, taints: []}],
};

const WORLD: World = {
  policiesOf: () => [POLICY],
  factsOf: () => FACTS,
  knows: () => true,
  podsOf: () => [],
  isPaused: () => false,
};

/**
 * Decides about a workload of nobody's; no request, and nothing is kept (the packer counts one more, and samples it never).
 * V8 compiles a function when it is called for the first time: the first look at a real workload would keep the event loop
 * for 20 to 45 ms (docs/performance.md), while before anything is served nobody waits. Answers what would have been written.
 */
export function rehearse(): Write | undefined {
  const view = workloadView('Deployment', DEPLOYMENT, FIELD_MANAGER);
  const {workload, outcomes} = evaluate(view, WORLD, new ConversionMemory(), 0);
  const action = outcomes.get(POLICY.key)?.action;
  if (action?.type !== 'Convert') return undefined;
  return conversionWrite({view, workload}, POLICY, action.conversion, new Date(0).toISOString());
}
