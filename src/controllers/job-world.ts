import type {ClusterState} from './cluster-state.ts';
import type {JobWorld} from './job/ports.ts';

/**
 * The cluster's state as the job controller reads it. With `oneNamespace` its labels may be for others only to read;
 * then it counts as having none.
 */
export function jobWorldOf(state: ClusterState, oneNamespace: boolean): JobWorld {
  const {stores} = state;
  return {
    pod: key => {
      const pod = stores.pods.get(key);
      return pod?.type === 'Job' ? pod.job : undefined;
    },
    pods: () => state.jobPods(),
    isBehind: key => stores.pods.isBehind(key),
    job: (namespace, name) => stores.jobs.get(`${namespace}/${name}`)?.job,
    cronJob: (namespace, name) => stores.templates.CronJob.get(`${namespace}/${name}`)?.cronJob,
    nodeIsWell: name => name === '' || state.nodeIsWell(name),
    namespaceLabels: namespace => stores.namespaces.get(namespace)?.labels ?? (oneNamespace ? {} : undefined),
    policies: namespace => state.policiesOf(namespace),
  };
}
