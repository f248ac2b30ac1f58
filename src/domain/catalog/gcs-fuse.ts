import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** GoogleCloudPlatform/gcs-fuse-csi-driver docs/known-issues.md, pkg/webhook/. */
export const gcsFuse: Profile = {
  id: 'gcs-fuse',
  title: 'Cloud Storage FUSE',
  link: 'https://github.com/GoogleCloudPlatform/gcs-fuse-csi-driver',
  summary: 'serves Google Cloud Storage buckets as volumes',
  class: 'dependency',
  names: ['gke-gcsfuse-sidecar', 'gke-gcsfuse-metadata-prefetch'],
  images: inAnyRegistry('gcs-fuse-csi-driver-sidecar-mounter', 'gcs-fuse-csi-driver-metadata-prefetch'),
  addedBy: ['injector'],
  injector: {
    title: 'the GCS FUSE CSI driver',
    link: 'https://github.com/GoogleCloudPlatform/gcs-fuse-csi-driver/blob/main/docs/known-issues.md',
    asked: [{on: 'pod annotation', key: 'gke-gcsfuse/volumes', yes: ['true']}],
    native: [
      {since: 'GKE 1.29.3-gke.1093000 on every node', how: 'nothing to set: GKE adds native sidecars by itself'},
    ],
  },
  hints: [
    'A container `gke-gcsfuse-sidecar` in a manifest only replaces the image: the webhook takes it out.',
    'The variable `NATIVE_SIDECAR` must stay as the webhook sets it; the driver refuses the pod otherwise.',
  ],
};
