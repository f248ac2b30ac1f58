import {valueAt} from '../json.ts';
import type {Detector, Found} from './detector.ts';
import {pathOf} from './edits.ts';
import {wordsAt, type Member} from './scene.ts';
import {shortened} from './sightings.ts';

const BLOCKS =
  /\b(?:until|while|sleep|nc|curl|wget|linkerd-await)\b|(?:pilot-agent|kuma-dp|cloud-sql-proxy) wait\b|-envoyReadiness\b/;

/** W11: a postStart hook of a sidecar that blocks, so that the containers listed after it start later. */
export const blockingPostStart: Detector = {
  id: 'W11',
  find: scene => scene.members.filter(({role}) => role === 'Sidecar').flatMap(inSidecar),
};

function inSidecar({container, keys}: Member): readonly Found[] {
  const text = wordsAt(container, ['lifecycle', 'postStart', 'exec', 'command'], keys)
    .map(word => word.text)
    .join(' ');
  if (!BLOCKS.test(text)) return [];
  const probe =
    valueAt(container, 'startupProbe') === undefined
      ? 'Give it a startupProbe instead'
      : 'Its startupProbe does the same';
  return [
    {
      verdict: 'Advice',
      message: `The hook holds back the containers that are listed after the sidecar until it is up. It still works in a native sidecar, but a hook that fails kills the container, and nobody sees why. ${probe}, and drop the hook.`,
      path: pathOf([...keys, 'lifecycle', 'postStart']),
      evidence: shortened(text),
    },
  ];
}
