import {stringMapAt, valueAt} from '../json.ts';
import {annotationPath} from './annotation-path.ts';
import type {Detector, Found} from './detector.ts';
import {pathOf} from './edits.ts';
import type {Member, Scene} from './scene.ts';
import {shortened} from './sightings.ts';

/** W13: traffic or a whole pod that goes past the mesh. Often by design, so never more than advice. */
export const meshBypass: Detector = {
  id: 'W13',
  find: scene => [
    ...Object.entries(scene.annotations).flatMap(([name, value]) => excluded(name, value)),
    ...scene.members.flatMap(asProxyUser),
    ...notInjected(scene),
  ],
};

const EXCLUSION =
  /^(?:traffic\.sidecar\.istio\.io\/(?:excludeOutbound(?:Ports|IPRanges)|excludeInboundPorts|includeOutboundIPRanges)|config\.linkerd\.io\/skip-(?:out|in)bound-ports|consul\.hashicorp\.com\/transparent-proxy-exclude-(?:inbound-ports|outbound-ports|outbound-cidrs|uids)|traffic\.kuma\.io\/exclude-(?:in|out)bound-ports)$/;

function excluded(name: string, value: string): readonly Found[] {
  if (!EXCLUSION.test(name)) return [];
  return [
    {
      verdict: 'Advice',
      message:
        'Some traffic goes past the proxy. If that was only for init containers, which had no proxy yet, a native proxy makes it needless; it may as well be meant so.',
      path: annotationPath(name),
      evidence: shortened(`${name}: ${value}`),
    },
  ];
}

/** The user id of Istio's proxy, whose traffic is not redirected. */
const PROXY_USER = 1337;

function asProxyUser({role, container, keys}: Member): readonly Found[] {
  if (role !== 'Init' || valueAt(container, 'securityContext', 'runAsUser') !== PROXY_USER) return [];
  // Istio's own.
  if (/^istio-(?:init|validation)$/.test(String(container['name']))) return [];
  return [
    {
      verdict: 'Advice',
      message: `The init container runs as user ${PROXY_USER}, so that its traffic goes past Istio's proxy, which did not run yet. With a native proxy that starts before it this is needless; as long as it stands, the traffic still goes past the mesh.`,
      path: pathOf([...keys, 'securityContext', 'runAsUser']),
      evidence: `runAsUser: ${PROXY_USER}`,
    },
  ];
}

const SWITCHES: Readonly<Record<string, string>> = {
  'sidecar.istio.io/inject': 'false',
  'linkerd.io/inject': 'disabled',
  'consul.hashicorp.com/connect-inject': 'false',
  'kuma.io/sidecar-injection': 'disabled',
};

function notInjected({workload, annotations}: Scene): readonly Found[] {
  if (workload.kind !== 'Job' && workload.kind !== 'CronJob') return [];
  const labels = stringMapAt(workload.template.metadata, 'labels');
  return Object.entries(SWITCHES).flatMap(([name, off]): readonly Found[] => {
    const isLabel = labels[name] === off;
    if (!isLabel && annotations[name] !== off) return [];
    return [
      {
        verdict: 'Advice',
        message:
          'The Job has no proxy. If that was only because a classic one would keep it running, a native proxy can be let in again; its traffic is then part of the mesh.',
        path: isLabel ? `metadata.labels[${name}]` : annotationPath(name),
        evidence: `${name}: ${off}`,
      },
    ];
  });
}
