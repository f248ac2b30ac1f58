import type {PatchOperation} from '../../../src/kube/patch-text.ts';
import {add, NOTHING_ELSE, remove, type IllegalChange} from './illegal-changes.ts';

/**
 * Moves that are no conversion.
 * @param base JSON Pointer of the pod spec, whose containers are `app`, `log` (with a preStop hook) and `proxy`
 */
export function illegalMoves(base: string): readonly IllegalChange[] {
  const record = (text: string): PatchOperation => add('/metadata/annotations/outrigger.dev~1record', text);
  const recorded = record('[{"n":"log","i":1}]');
  const log = `${base}/containers/1`;
  const always = add(`${log}/restartPolicy`, 'Always');
  const move: PatchOperation = {op: 'move', from: log, path: `${base}/initContainers/-`};
  const moved = (title: string, operations: readonly PatchOperation[], says: string): IllegalChange => ({
    title: `moves a container ${title}`,
    operations: [always, ...operations, move],
    says,
  });
  return [
    moved('without a record', [], 'only with a record'),
    moved('with a record of another', [record('[{"n":"proxy","i":1}]')], 'only with a record'),
    moved(
      'with a record of another beside its own',
      [record('[{"n":"log","i":1},{"n":"app","i":0}]')],
      'records only what it moves',
    ),
    {
      title: 'makes a container one that must end before the app starts',
      operations: [
        record('[{"n":"proxy","i":2}]'),
        {op: 'move', from: `${base}/containers/2`, path: `${base}/initContainers/-`},
      ],
      says: 'restartPolicy Always in initContainers',
    },
    {
      title: 'makes an init container a main one',
      operations: [{op: 'move', from: `${base}/initContainers/0`, path: `${base}/containers/-`}],
      says: 'only with a record',
    },
    moved('and changes its image', [recorded, add(`${log}/image`, 'evil.example/x:1')], `${NOTHING_ELSE} log.image`),
    moved('and changes its command', [recorded, add(`${log}/command`, ['id'])], `${NOTHING_ELSE} log.command`),
    moved(
      'with a gate that asks another host',
      [recorded, add(`${log}/startupProbe`, {httpGet: {host: '169.254.169.254', port: 80}})],
      'no startupProbe that asks another host',
    ),
    moved(
      'and sets its postStart hook',
      [recorded, add(`${log}/lifecycle/postStart`, {exec: {command: ['id']}})],
      'drops a postStart hook only with a record',
    ),
    moved(
      'and changes its preStop hook',
      [recorded, add(`${log}/lifecycle/preStop`, {exec: {command: ['id']}})],
      'drops a preStop hook only with a record',
    ),
    moved('and drops its preStop hook in silence', [recorded, remove(`${log}/lifecycle`)], 'only with a record of it'),
    moved(
      'and says that it dropped a hook that is still there',
      [record('[{"n":"log","i":1,"h":1}]')],
      'records only hooks that it drops',
    ),
    {
      title: 'claims to have moved what it did not',
      operations: [record('[{"n":"log","i":1}]')],
      says: 'records only what it moves',
    },
  ];
}

/**
 * Misuse of what the operator may do with a sidecar that it has converted.
 * @param base JSON Pointer of the pod spec, whose only init container is the converted sidecar `log`
 */
export function illegalAfterConversion(base: string): readonly IllegalChange[] {
  const log = `${base}/initContainers/0`;
  const back: PatchOperation = {op: 'move', from: log, path: `${base}/containers/-`};
  const hook = add(`${log}/lifecycle`, {preStop: {exec: {command: ['id']}}});
  const says = 'puts back only what it dropped';
  return [
    {title: 'sets a preStop hook that nobody had dropped', operations: [hook], says},
    {
      title: 'puts a container back with a preStop hook that it had not',
      operations: [hook, remove(`${log}/restartPolicy`), back],
      says,
    },
    {
      title: 'puts a container back with another image',
      operations: [add(`${log}/image`, 'evil.example/x:1'), remove(`${log}/restartPolicy`), back],
      says: `${NOTHING_ELSE} log.image`,
    },
    {
      title: 'makes it an init container that must end',
      operations: [remove(`${log}/restartPolicy`)],
      says: 'restartPolicy Always in initContainers',
    },
    {
      title: 'sets a gate that asks another host',
      operations: [add(`${log}/startupProbe`, {tcpSocket: {host: '10.0.0.1', port: 80}})],
      says: 'no startupProbe that asks another host',
    },
    {
      title: 'changes its settings once the record is gone',
      operations: [
        remove('/metadata/annotations/outrigger.dev~1record'),
        add(`${log}/startupProbe`, {exec: {command: ['id']}}),
      ],
      says: `${NOTHING_ELSE} log.startupProbe`,
    },
  ];
}
