import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {StateCase} from './state-case.ts';

/** Manifests that others wrote and published; not part of this repository. */
export const CORPUS = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'corpus');

/** Why the corpus is not there; undefined: it is. */
export const corpusMissing = existsSync(CORPUS) ? undefined : 'the folder of published manifests is not there';

const SQL = {sidecars: [{profile: 'cloud-sql-proxy'}]};

/** What comes of them. Deployments are made with `replicas: 0`, since no node would run their pods. */
export const CORPUS_CASES: readonly StateCase[] = [
  {
    name: 'cloud-sql-job',
    title: 'the Job of the Cloud SQL proxy’s examples',
    manifest: {corpus: 'cloud-sql-proxy-job-with-shutdown-hook'},
    policy: SQL,
    state: 'blocked',
    findings: ['NeedsAdmission'],
  },
  {
    name: 'bank-userservice',
    title: 'the user service of Bank of Anthos, with version 1 of the Cloud SQL proxy',
    manifest: {corpus: 'bank-of-anthos-userservice'},
    policy: SQL,
    state: 'converted',
    inits: ['cloudsql-proxy'],
  },
  {
    name: 'bank-frontend',
    title: 'the frontend of Bank of Anthos, whose proxy is not in the manifest',
    manifest: {corpus: 'bank-of-anthos-frontend'},
    policy: {sidecars: [{match: {names: ['istio-proxy', '*-proxy']}}]},
  },
  {
    name: 'kubexit',
    title: 'the Job of kubexit’s example',
    manifest: {corpus: 'kubexit-client-server-job'},
    policy: {sidecars: [{match: {names: ['server']}}]},
    state: 'blocked',
    findings: ['NeedsAdmission'],
  },
  {
    name: 'aws-otel',
    title: 'the Deployment of the AWS OpenTelemetry collector',
    manifest: {corpus: 'aws-otel-sidecar'},
    policy: {sidecars: [{match: {images: ['*/aws-otel-collector']}}]},
    state: 'converted',
    inits: ['aws-otel-collector'],
  },
  {
    name: 'azure-pod',
    title: 'the Pod of Azure Workload Identity’s migration',
    manifest: {corpus: 'azure-workload-identity-pod'},
    serviceAccount: 'workload-identity-sa',
    state: 'blocked',
    findings: ['NeedsAdmission'],
  },
  {
    name: 'linkerd',
    title: 'the output of `linkerd inject --manual`',
    manifest: {corpus: 'linkerd-emojivoto-manual-inject'},
    policy: {sidecars: [{match: {names: ['linkerd-proxy']}}]},
    state: 'converted',
    inits: ['linkerd-init', 'linkerd-proxy'],
  },
];
