import type {Resource} from '../../kube/resources.ts';

/** The operator reads none, the command line single ones by their names. */
export const CONFIG_MAP: Resource = {
  kind: 'ConfigMap',
  group: '',
  version: 'v1',
  plural: 'configmaps',
  namespaced: true,
};
