import {FIELD_MANAGER} from '../api/constants.ts';
import {Reflector, type ReflectorContext} from '../kube/reflector.ts';
import {RESOURCES, type Resource} from '../kube/resources.ts';
import type {OnChange, Versioned} from '../kube/store.ts';
import type {JsonObject} from '../domain/json.ts';
import type {TemplateKind} from '../domain/template-kinds.ts';
import type {Stores} from './cluster-state.ts';
import {
  namespaceView,
  networkPolicyView,
  nodeView,
  serviceView,
  type NamespaceView,
  type NodeView,
  type PortView,
} from './views/cluster-views.ts';
import {jobEntry, type JobEntry} from './views/job-view.ts';
import {podView, type PodView} from './views/pod-view.ts';
import {policyView, type PolicyView} from './views/policy-view.ts';
import {workloadView, type WorkloadView} from './views/workload-view.ts';

/** What happens when something changes; each must only enqueue. */
export interface ChangeHandlers {
  readonly policy: OnChange<PolicyView>;
  readonly namespace: OnChange<NamespaceView>;
  readonly node: OnChange<NodeView>;
  readonly port: OnChange<PortView>;
  readonly workload: OnChange<WorkloadView>;
  readonly job: OnChange<JobEntry>;
  readonly pod: OnChange<PodView>;
}

export interface Sources {
  readonly stores: Stores;
  readonly reflectors: readonly Reflector<Versioned>[];
  /** Absent where one namespace is all that may be looked at. */
  readonly nodes: Reflector<NodeView>;
}

/** One reflector a kind, of one namespace or of all. */
export function createSources(context: ReflectorContext, on: ChangeHandlers, namespace: string | undefined): Sources {
  const all: Reflector<Versioned>[] = [];
  const reflect = <T extends Versioned>(resource: Resource, parts: Parts<T>): Reflector<T> => {
    const reflector = new Reflector({...context, resource, namespace, ...parts});
    all.push(reflector as unknown as Reflector<Versioned>);
    return reflector;
  };
  const template = (kind: TemplateKind) =>
    reflect(RESOURCES[kind], {project: object => workloadView(kind, object, FIELD_MANAGER), onChange: on.workload})
      .store;
  const policies = reflect(RESOURCES.SidecarPolicy, {
    project: object => policyView('SidecarPolicy', object),
    onChange: on.policy,
  });
  const nodes = reflect(RESOURCES.Node, {project: nodeView, onChange: on.node, optional: true});
  const stores: Stores = {
    policies: policies.store,
    clusterPolicies: reflect(RESOURCES.ClusterSidecarPolicy, {
      // With one namespace only, no cluster policy is followed: it would reach further than we may.
      project: object => (namespace === undefined ? policyView('ClusterSidecarPolicy', object) : undefined),
      onChange: on.policy,
      optional: namespace !== undefined,
    }).store,
    namespaces: reflect(RESOURCES.Namespace, {
      project: namespaceView,
      onChange: on.namespace,
      ...(namespace === undefined ? {} : {fieldSelector: `metadata.name=${namespace}`, optional: true}),
    }).store,
    nodes: nodes.store,
    services: reflect(RESOURCES.Service, {project: serviceView, onChange: on.port}).store,
    networkPolicies: reflect(RESOURCES.NetworkPolicy, {project: networkPolicyView, onChange: on.port}).store,
    templates: {
      Deployment: template('Deployment'),
      StatefulSet: template('StatefulSet'),
      DaemonSet: template('DaemonSet'),
      CronJob: template('CronJob'),
    },
    jobs: reflect(RESOURCES.Job, {project: jobEntry, onChange: on.job}).store,
    pods: reflect(RESOURCES.Pod, {project: podView, onChange: on.pod}).store,
  };
  return {stores, reflectors: all, nodes};
}

interface Parts<T extends Versioned> {
  readonly project: (object: JsonObject) => T | undefined;
  readonly onChange: OnChange<T>;
  readonly optional?: boolean;
  readonly fieldSelector?: string;
}
