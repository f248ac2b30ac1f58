/** One pinned Go module under modules/, and what is built from it. */
export interface GoModule {
  readonly name: string;
  readonly packages: readonly string[];
  readonly tags?: string;
  /** how long the first build takes on two cores */
  readonly duration: string;
  /** names under which the one program of the module is called; the name decides what it does */
  readonly aliases?: readonly string[];
  /** the dependency whose version the program shall report, and the Go package that holds it */
  readonly version?: {readonly of: string; readonly in: string};
}

/** Of older versions, for what differs between API servers; etcd, kubectl and the rest come from the newest. */
const OLDER_CONTROL_PLANE = ['k8s.io/kubernetes/cmd/kube-apiserver', 'k8s.io/kubernetes/cmd/kube-controller-manager'];

export const goModules = {
  kubernetes: {
    name: 'kubernetes',
    packages: ['.'],
    duration: 'about 5 minutes',
    aliases: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kubectl', 'tied'],
    version: {of: 'k8s.io/kubernetes', in: 'k8s.io/component-base/version'},
  },
  kubernetes134: {
    name: 'kubernetes-1.34',
    packages: OLDER_CONTROL_PLANE,
    duration: 'about 4 minutes',
    version: {of: 'k8s.io/kubernetes', in: 'k8s.io/component-base/version'},
  },
  kubernetes130: {
    name: 'kubernetes-1.30',
    packages: OLDER_CONTROL_PLANE,
    duration: 'about 4 minutes',
    version: {of: 'k8s.io/kubernetes', in: 'k8s.io/component-base/version'},
  },
  containerd: {
    name: 'containerd',
    packages: [
      'github.com/containerd/containerd/v2/cmd/containerd',
      'github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2',
      'github.com/containerd/containerd/v2/cmd/ctr',
    ],
    tags: 'no_btrfs,no_devmapper,no_zfs,no_aufs',
    duration: 'about a minute',
  },
  cni: {
    name: 'cni',
    packages: [
      'github.com/containernetworking/plugins/plugins/main/bridge',
      'github.com/containernetworking/plugins/plugins/main/loopback',
      'github.com/containernetworking/plugins/plugins/ipam/host-local',
      'github.com/containernetworking/plugins/plugins/meta/portmap',
    ],
    duration: 'some seconds',
  },
  minimalController: {name: 'minimal-controller', packages: ['.'], duration: 'about two minutes'},
  cloudSqlProxy: {
    name: 'cloud-sql-proxy',
    packages: ['github.com/GoogleCloudPlatform/cloud-sql-proxy/v2'],
    duration: 'about half a minute',
  },
  otelCollector: {name: 'otel-collector', packages: ['.'], duration: 'about a minute and a half'},
  helm3: {name: 'helm-3', packages: ['helm.sh/helm/v3/cmd/helm'], duration: 'about two minutes'},
  helm4: {name: 'helm-4', packages: ['helm.sh/helm/v4/cmd/helm'], duration: 'about two minutes'},
} as const satisfies Record<string, GoModule>;
