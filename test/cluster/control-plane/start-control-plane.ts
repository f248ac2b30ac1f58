import {join} from 'node:path';
import type {ControlPlaneBinaries} from '../programs/binaries.ts';
import type {Credentials} from './credentials.ts';
import {writeKubeconfig, type Endpoint} from './kubeconfig.ts';
import {waitUntilHealthy} from './healthy.ts';
import type {Place} from '../process/place.ts';
import type {Servers} from '../process/servers.ts';

/** The first address of the service range; a pod finds the API server there. */
export const serviceAddress = '10.0.0.1';

// A Unix socket in the state directory, which is the servers' working directory: no port to collide, and nobody
// else on the machine can read or write the store. etcd insists on host:port as the name of the file.
const store = 'unix://localhost:2379';
const peers = 'unix://localhost:2380';

interface ControlPlane {
  readonly binaries: ControlPlaneBinaries;
  readonly servers: Servers;
  readonly place: Place;
  readonly credentials: Credentials;
  readonly directory: string;
  readonly controllers: 'All' | 'None';
  readonly auditPolicy: string | undefined;
}

/** Starts etcd, API server, and unless told otherwise controller manager and scheduler; resolves when the API server is ready. */
export async function startControlPlane(plane: ControlPlane): Promise<Endpoint> {
  const {binaries, servers, place, credentials, directory, auditPolicy} = plane;
  const ca = join(directory, 'certificates', 'apiserver.crt');
  const endpoint = {server: `https://${place.address}:${String(place.port)}`, ca, directory};
  servers.start('etcd', [...binaries.etcd, ...etcdFlags()]);
  servers.start('kube-apiserver', [
    ...binaries.apiServer,
    ...apiServerFlags(place, credentials),
    ...auditFlags(auditPolicy),
  ]);
  await waitUntilHealthy(endpoint, servers.failure);
  if (plane.controllers === 'All') await startControllers(plane, endpoint);
  return endpoint;
}

async function startControllers({binaries, servers, credentials}: ControlPlane, endpoint: Endpoint): Promise<void> {
  const controllerManager = 'system:kube-controller-manager' as const;
  const scheduler = 'system:kube-scheduler' as const;
  servers.start('kube-controller-manager', [
    ...binaries.controllerManager,
    ...clientFlags(await writeKubeconfig(endpoint, controllerManager, credentials.tokens[controllerManager])),
    ...controllerFlags(endpoint, credentials),
  ]);
  if (binaries.scheduler === undefined) return;
  servers.start('kube-scheduler', [
    ...binaries.scheduler,
    ...clientFlags(await writeKubeconfig(endpoint, scheduler, credentials.tokens[scheduler])),
  ]);
}

const etcdFlags = (): string[] => [
  '--data-dir=etcd',
  '--unsafe-no-fsync',
  `--listen-client-urls=${store}`,
  `--advertise-client-urls=${store}`,
  `--listen-peer-urls=${peers}`,
  `--initial-advertise-peer-urls=${peers}`,
  `--initial-cluster=default=${peers}`,
];

const apiServerFlags = (place: Place, {tokenFile, signingKey}: Credentials): string[] => [
  `--etcd-servers=${store}`,
  ...listenFlags(place),
  `--secure-port=${String(place.port)}`,
  '--cert-dir=certificates',
  `--token-auth-file=${tokenFile}`,
  `--service-account-key-file=${signingKey}`,
  `--service-account-signing-key-file=${signingKey}`,
  '--service-account-issuer=https://kubernetes.default.svc',
  `--service-cluster-ip-range=${serviceAddress}/24`,
  '--authorization-mode=Node,RBAC',
  '--allow-privileged',
];

/** Whoever follows the log must not lose it to its rotation, which begins at 100 MB. */
const auditFlags = (policy: string | undefined): string[] =>
  policy === undefined
    ? []
    : [`--audit-policy-file=${policy}`, '--audit-log-path=audit.log', '--audit-log-maxsize=4096'];

/** An address on the loopback interface may not be published as an endpoint of the service `kubernetes`. */
function listenFlags({kind, address}: Place): string[] {
  if (kind === 'namespace') return ['--bind-address=0.0.0.0', `--advertise-address=${address}`, ...inNamespaceFlags];
  return [`--bind-address=${address}`, `--advertise-address=${address}`, '--endpoint-reconciler-type=none'];
}

/** There is no kube-proxy: services that the API server itself calls are called at their pods. */
const inNamespaceFlags = ['--kubelet-preferred-address-types=InternalIP', '--enable-aggregator-routing'];

const controllerFlags = ({ca}: Endpoint, {signingKey}: Credentials): string[] => [
  `--service-account-private-key-file=${signingKey}`,
  `--root-ca-file=${ca}`,
  '--use-service-account-credentials',
  '--kube-api-qps=500',
  '--kube-api-burst=1000',
];

/** One of each is enough, and nobody asks these two anything: no election, no port. */
const clientFlags = (kubeconfig: string): string[] => [
  `--kubeconfig=${kubeconfig}`,
  '--leader-elect=false',
  '--secure-port=0',
];
