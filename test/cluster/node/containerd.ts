import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

interface ContainerdSetup {
  readonly directory: string;
  readonly cniFolder: string;
  readonly podRange: string;
  readonly pauseImage: string;
}

/** Writes containerd's configuration and that of the pods' network. */
export async function writeContainerdConfig(setup: ContainerdSetup): Promise<string> {
  const file = join(setup.directory, 'containerd.toml');
  const networkFolder = join(setup.directory, 'network');
  await mkdir(networkFolder);
  await writeFile(join(networkFolder, 'pods.conflist'), JSON.stringify(podNetwork(setup.podRange), null, 2));
  await writeFile(file, containerdConfig(setup, networkFolder));
  return file;
}

const containerdConfig = ({directory, cniFolder, pauseImage}: ContainerdSetup, networkFolder: string): string => `\
version = 3
root = '${directory}/node/containerd'
state = '/run/containerd'
disabled_plugins = ['io.containerd.internal.v1.opt', 'io.containerd.tracing.processor.v1.otlp']

[grpc]
address = '/run/containerd/containerd.sock'

[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = '${pauseImage}'

[plugins.'io.containerd.cri.v1.runtime']
# Without CAP_SYS_RESOURCE no score may be lowered, and runc would die trying.
restrict_oom_score_adj = true
# A profile would be loaded into the kernel of this machine and stay there.
disable_apparmor = true
netns_mounts_under_state_dir = true

[plugins.'io.containerd.cri.v1.runtime'.cni]
bin_dirs = ['${cniFolder}']
conf_dir = '${networkFolder}'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
runtime_type = 'io.containerd.runc.v2'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
SystemdCgroup = false
`;

const podNetwork = (podRange: string): object => ({
  cniVersion: '1.0.0',
  name: 'pods',
  plugins: [
    {
      type: 'bridge',
      bridge: 'pods0',
      isGateway: true,
      hairpinMode: true,
      ipam: {
        type: 'host-local',
        dataDir: '/run/cni',
        ranges: [[{subnet: podRange}]],
        routes: [{dst: '0.0.0.0/0'}],
      },
    },
    {type: 'portmap', capabilities: {portMappings: true}},
  ],
});
