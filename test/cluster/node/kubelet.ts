import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';

export const nameServer = '10.0.0.10';

/**
 * Writes the kubelet's configuration. Its port is open to whoever reaches it, so it listens on an address that only the
 * node's own network namespace knows: the API server is in there, this machine is not.
 */
export async function writeKubeletConfig(directory: string, cgroup: string, address: string): Promise<string> {
  const file = join(directory, 'kubelet.json');
  await writeFile(file, JSON.stringify(kubeletConfig(directory, cgroup, address), null, 2));
  return file;
}

const kubeletConfig = (directory: string, cgroup: string, address: string): object => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  address,
  authentication: {anonymous: {enabled: true}, webhook: {enabled: false}},
  authorization: {mode: 'AlwaysAllow'},
  containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
  cgroupDriver: 'cgroupfs',
  cgroupRoot: `/${cgroup}`,
  failCgroupV1: false,
  failSwapOn: false,
  enforceNodeAllocatable: [],
  // Only a process with a right that containers often lack may lower this value.
  oomScoreAdj: 0,
  makeIPTablesUtilChains: false,
  clusterDNS: [nameServer],
  clusterDomain: 'cluster.local',
  resolvConf: '',
  volumePluginDir: join(directory, 'node', 'volume-plugins'),
  podLogsDir: join(directory, 'node', 'pods'),
  // The disk of this machine is not the node's to manage.
  localStorageCapacityIsolation: false,
  imageGCHighThresholdPercent: 100,
  evictionHard: {
    'memory.available': '0%',
    'nodefs.available': '0%',
    'nodefs.inodesFree': '0%',
    'imagefs.available': '0%',
  },
  syncFrequency: '10s',
  nodeStatusUpdateFrequency: '5s',
});
