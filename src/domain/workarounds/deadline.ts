import {numberAt} from '../json.ts';
import type {Detector, Found} from './detector.ts';
import type {PlacedScript, Scene} from './scene.ts';
import {nodesOf, type SyntaxNode} from './shell.ts';
import {shortened} from './sightings.ts';

/** W14: a time limit that ends the sidecar because nothing else does. */
export const deadline: Detector = {
  id: 'W14',
  find: scene => [
    ...ofJob(scene),
    ...scene.members.flatMap(({scripts}) => scripts.filter(({of}) => of === 'Command').flatMap(inScript)),
  ],
};

function ofJob({workload, spec, members}: Scene): readonly Found[] {
  if (!members.some(({role}) => role === 'Sidecar')) return [];
  const jobPath = workload.kind === 'CronJob' ? 'spec.jobTemplate.spec' : 'spec';
  const places = [
    {seconds: numberAt(workload.job, 'activeDeadlineSeconds'), path: `${jobPath}.activeDeadlineSeconds`},
    {seconds: numberAt(spec, 'activeDeadlineSeconds'), path: 'spec.activeDeadlineSeconds'},
  ];
  return places.flatMap(({seconds, path}): readonly Found[] => {
    if (seconds === undefined) return [];
    const message = `After ${seconds} s all is ended and counts as failed. If that limit was only there to end a sidecar, a native sidecar makes it needless; it may as well be a real limit of the work.`;
    return [{verdict: 'Advice', message, path, evidence: `activeDeadlineSeconds: ${seconds}`}];
  });
}

/** `(sleep 30 && kill -9 $pid)`. */
function inScript({tree, text, path}: PlacedScript): readonly Found[] {
  if (tree === undefined) return [];
  const timer = nodesOf(tree).find(node => node.type === 'Subshell' && isTimer(node));
  if (timer === undefined) return [];
  return [
    {
      verdict: 'Advice',
      message:
        'The script kills a process after a fixed time. If that is a way to end a sidecar, a native sidecar makes it needless.',
      path,
      evidence: shortened(text.slice(timer.pos, timer.end)),
    },
  ];
}

function isTimer(node: SyntaxNode): boolean {
  const names = nodesOf(node).flatMap(one => (one.type === 'Command' ? [one.name?.text ?? ''] : []));
  return names[0] === 'sleep' && names.includes('kill');
}
