import {isWorkloadKind} from '../../domain/workload.ts';
import type {Resource} from '../../kube/resources.ts';

/** What an answer lacks where a kind cannot be read. */
export interface Missing {
  readonly missing: string;
  /** It lacks workloads, so it is not whole. */
  readonly workloads: boolean;
}

export function withoutIt({kind}: Pick<Resource, 'kind'>): Missing {
  const missing = Object.hasOwn(MISSING, kind) ? MISSING[kind] : undefined;
  return {missing: missing ?? 'they are missing here', workloads: isWorkloadKind(kind)};
}

/** As roles and error messages of the API server spell it: `nodes`, `deployments.apps`. */
export function resourceName({plural, group}: Pick<Resource, 'plural' | 'group'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}

const PORTS = 'ports of sidecars that they name are not known';
const SCALERS = 'which of them go by single containers is not known';
const ADMISSION = 'which of them do not see native sidecars is not known';
const KEEPING = 'whether conversions are kept is not known';

const MISSING: Readonly<Record<string, string>> = {
  Pod: 'Pods that stand alone are missing here, and Jobs that hang',
  Job: 'they are missing here, and so are those that hang',
  CronJob: 'they are missing here, and what Jobs that hang would set off is not known',
  SidecarPolicy: 'policies of namespaces do not count here',
  ClusterSidecarPolicy: 'policies of the cluster do not count here',
  Namespace: 'their labels are not known',
  Node: 'their kubelets are not checked',
  Service: PORTS,
  NetworkPolicy: PORTS,
  HorizontalPodAutoscaler: SCALERS,
  ScaledObject: SCALERS,
  VerticalPodAutoscaler: 'which workloads they manage is not known',
  PodDisruptionBudget: 'which workloads have one is not known',
  PrometheusRule: 'which alerts read metrics of regular containers is not known',
  ClusterPolicy: ADMISSION,
  Policy: ADMISSION,
  ValidatingPolicy: ADMISSION,
  ConstraintTemplate: ADMISSION,
  ValidatingAdmissionPolicy: ADMISSION,
  MutatingAdmissionPolicy: KEEPING,
  MutatingAdmissionPolicyBinding: `${KEEPING}, nor where pods are converted when they are created`,
  MutatingWebhookConfiguration: 'which of them may have changed the pods is not known',
  ConfigMap: "the meshes' own configuration is not looked at",
  Lease: 'which replica works is not known',
};
