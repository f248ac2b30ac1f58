import {PROTECTED_NAMESPACES} from '../../api/constants.ts';
import {matchesGlob, matchesImage} from '../glob.ts';
import {objectsAt, stringAt, type JsonObject} from '../json.ts';
import type {Workload} from '../workload.ts';

/**
 * Why a workload is never proposed for a conversion, as a sentence: the cluster's provider, a storage driver or an
 * operator looks after it, and its containers are as they must be. Undefined: it is an ordinary one.
 */
export function whyNeverProposed({kind, metadata, template}: Workload): string | undefined {
  const namespace = stringAt(metadata, 'namespace') ?? '';
  if (PROTECTED_NAMESPACES.some(one => one === namespace)) {
    return `The namespace ${namespace} belongs to the cluster itself.`;
  }
  if (objectsAt(template.spec, 'containers').some(isOfCsiDriver)) {
    return 'It is a storage driver (CSI): its containers work together by design.';
  }
  if (kind === 'DaemonSet' && objectsAt(metadata, 'ownerReferences').some(owner => owner['controller'] === true)) {
    return 'An operator owns this DaemonSet and writes it back.';
  }
  return undefined;
}

/** What the Kubernetes project gives to authors of storage drivers, under its usual names. */
const CSI_NAMES = ['node-driver-registrar', 'csi-node-driver-registrar', 'driver-registrar'];
const CSI_IMAGES = ['*/sig-storage/*', '*/kubernetes-csi/*', '*/k8scsi/*', '*/csi-node-driver-registrar'];

function isOfCsiDriver(container: JsonObject): boolean {
  const name = stringAt(container, 'name') ?? '';
  const image = stringAt(container, 'image') ?? '';
  return CSI_NAMES.some(glob => matchesGlob(glob, name)) || CSI_IMAGES.some(glob => matchesImage(glob, image));
}
