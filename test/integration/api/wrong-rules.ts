import type {JsonObject} from '../../../src/domain/json.ts';
import type {WrongPolicy} from './policy-case.ts';

const log = {profile: 'fluent-bit'};
const httpGet = {port: 8080};

/** A spec whose only rule has this startup. */
const startup = (fields: JsonObject): JsonObject => ({sidecars: [{...log, startup: fields}]});
const probe = (fields: JsonObject): JsonObject => startup({gate: 'Probe', probe: fields});
const match = (fields: JsonObject): JsonObject => ({sidecars: [{match: fields}]});

/** What can be wrong with `spec.sidecars`. */
export const WRONG_RULES: readonly WrongPolicy[] = [
  {title: 'no sidecars', spec: {}, field: 'spec.sidecars', says: 'Required value'},
  {title: 'an empty list of sidecars', spec: {sidecars: []}, field: 'spec.sidecars', says: 'at least 1 items'},
  {
    title: 'more sidecars than a pod could have',
    spec: {sidecars: Array.from({length: 33}, (_, index) => ({profile: `p${index}`}))},
    field: 'spec.sidecars',
    says: 'must have at most 32 items',
  },
  {
    title: 'a rule that says nothing of its containers',
    spec: {sidecars: [log, {preStop: 'Keep'}]},
    field: 'spec.sidecars[1]',
    says: 'add profile, or match.names or match.images',
  },
  {
    title: 'a match without names and images',
    spec: match({}),
    field: 'spec.sidecars[0].match',
    says: 'match needs names or images',
  },
  {
    title: 'a match with empty lists',
    spec: match({names: [], images: []}),
    field: 'spec.sidecars[0].match',
    says: 'with at least one glob',
  },
  {
    title: 'the same profile twice',
    spec: {sidecars: [log, {match: {names: ['proxy']}}, log]},
    field: 'spec.sidecars',
    says: 'names the same profile twice without a match',
  },
  {
    title: 'an image where a profile belongs',
    spec: {sidecars: [{profile: 'fluent/fluent-bit:3'}]},
    field: 'spec.sidecars[0].profile',
    says: 'use match to select containers by name or image',
  },
  {
    title: 'a regular expression as a name',
    spec: match({names: ['^log-.*$']}),
    field: 'spec.sidecars[0].match.names[0]',
    says: 'with * and ? as wildcards',
  },
  {
    title: 'a glob that would take every container for a sidecar',
    spec: match({names: ['log', '*']}),
    field: 'spec.sidecars[0].match.names[1]',
    says: 'would take main containers for sidecars',
  },
  {
    title: 'braces in an image glob',
    spec: match({images: ['*/{envoy,proxy}']}),
    field: 'spec.sidecars[0].match.images[0]',
    says: 'write other patterns as several globs',
  },
  {
    title: 'an image glob of wildcards alone',
    spec: match({images: ['*/*']}),
    field: 'spec.sidecars[0].match.images[0]',
    says: "name at least a part of the sidecar's image",
  },
  {
    title: 'a registry port without a tag, which would match nothing',
    spec: match({images: ['registry.example:5000/log/shipper']}),
    field: 'spec.sidecars[0].match.images[0]',
    says: 'end it with ":*"',
  },
  {
    title: 'more globs than the limit',
    spec: match({names: Array.from({length: 17}, (_, index) => `log-${index}`)}),
    field: 'spec.sidecars[0].match.names',
    says: 'must have at most 16 items',
  },
  {
    title: 'a container name that is too long to exist',
    spec: match({names: ['a'.repeat(64)]}),
    field: 'spec.sidecars[0].match.names[0]',
    says: 'may not be more than 63',
  },
  {
    title: 'an unknown position',
    spec: {sidecars: [{...log, position: 'First'}]},
    field: 'spec.sidecars[0].position',
    says: 'supported values: "AfterInit", "BeforeInit"',
  },
  {
    title: 'an unknown gate',
    spec: startup({gate: 'readiness'}),
    field: 'spec.sidecars[0].startup.gate',
    says: 'supported values: "Auto", "None", "Readiness", "Probe"',
  },
  {
    title: 'an unknown treatment of preStop',
    spec: {sidecars: [{...log, preStop: 'Drop'}]},
    field: 'spec.sidecars[0].preStop',
    says: 'supported values: "Auto", "Keep", "Remove"',
  },
  {
    title: 'gate Probe without a probe',
    spec: startup({gate: 'Probe'}),
    field: 'spec.sidecars[0].startup.probe',
    says: 'add startup.probe, or choose another gate',
  },
  {
    title: 'a probe without gate Probe',
    spec: startup({probe: {httpGet}}),
    field: 'spec.sidecars[0].startup.probe',
    says: 'set gate to Probe, or remove probe',
  },
  {
    title: 'a timeout for a gate that waits for nothing',
    spec: startup({gate: 'None', timeoutSeconds: 30}),
    field: 'spec.sidecars[0].startup.timeoutSeconds',
    says: 'remove it, or choose another gate',
  },
  {
    title: 'two answers to how long the gate may take',
    spec: startup({gate: 'Probe', timeoutSeconds: 30, probe: {httpGet, failureThreshold: 3}}),
    field: 'spec.sidecars[0].startup.timeoutSeconds',
    says: 'keep one of them',
  },
  {
    title: 'a timeout of zero',
    spec: startup({timeoutSeconds: 0}),
    field: 'spec.sidecars[0].startup.timeoutSeconds',
    says: 'greater than or equal to 1',
  },
  {
    title: 'a timeout of more than an hour',
    spec: startup({timeoutSeconds: 3601}),
    field: 'spec.sidecars[0].startup.timeoutSeconds',
    says: 'less than or equal to 3600',
  },
  {
    title: 'a probe with two handlers',
    spec: probe({httpGet, tcpSocket: {port: 8080}}),
    field: 'spec.sidecars[0].startup.probe',
    says: 'exactly one of httpGet, tcpSocket, exec and grpc',
  },
  {
    title: 'a probe without a handler',
    spec: probe({periodSeconds: 1}),
    field: 'spec.sidecars[0].startup.probe',
    says: 'keep or add one',
  },
  {
    title: "an HTTP probe of somebody else's host",
    spec: probe({httpGet: {...httpGet, host: '169.254.169.254'}}),
    field: 'spec.sidecars[0].startup.probe.httpGet.host',
    says: "remove it, the pod's own address is used",
  },
  {
    title: "a TCP probe of somebody else's host",
    spec: probe({tcpSocket: {port: 22, host: 'bastion'}}),
    field: 'spec.sidecars[0].startup.probe.tcpSocket.host',
    says: "remove it, the pod's own address is used",
  },
  {
    title: 'an HTTP probe without a port',
    spec: probe({httpGet: {path: '/ready'}}),
    field: 'spec.sidecars[0].startup.probe.httpGet.port',
    says: 'Required value',
  },
  {
    title: 'port 0',
    spec: probe({httpGet: {port: 0}}),
    field: 'spec.sidecars[0].startup.probe.httpGet.port',
    says: 'greater than or equal to 1',
  },
  {
    title: 'a port number as text',
    spec: probe({tcpSocket: {port: '8080'}}),
    field: 'spec.sidecars[0].startup.probe.tcpSocket.port',
    says: 'should match',
  },
  {
    title: 'a gRPC port by name, which Kubernetes does not have',
    spec: probe({grpc: {port: 'grpc'}}),
    field: 'spec.sidecars[0].startup.probe.grpc.port',
    says: 'must be of type integer',
  },
  {
    title: 'a startup probe that must succeed twice',
    spec: probe({httpGet, successThreshold: 2}),
    field: 'spec.sidecars[0].startup.probe.successThreshold',
    says: 'less than or equal to 1',
  },
  {
    title: 'a command without words',
    spec: probe({exec: {command: []}}),
    field: 'spec.sidecars[0].startup.probe.exec.command',
    says: 'at least 1 items',
  },
];
