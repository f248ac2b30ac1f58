import type {Detector, Found} from './detector.ts';
import {baseName, ownerOfProgram, type Owner} from './products.ts';
import {appScripts, type PlacedScript, type Scene} from './scene.ts';
import {literalWords, nodesOf, type Command, type SyntaxNode} from './shell.ts';
import {sighted} from './sightings.ts';
import {cutsOf} from './statement-cut.ts';

/** W5: containers share their processes, so that the app can kill the sidecar's. */
export const processKill: Detector = {
  id: 'W5',
  find: scene => {
    if (scene.spec['shareProcessNamespace'] !== true) return [];
    const commands = appScripts(scene).filter(({of}) => of === 'Command');
    const kills = commands.flatMap(one => inScript(one, scene));
    return kills.length === 0 ? [] : [...kills, sharing(kills, scene)];
  },
};

function inScript(script: PlacedScript, scene: Scene): readonly Found[] {
  return cutsOf(script, node => victim(node, scene) !== undefined).map(cut => {
    const owner = victim(cut.node, scene);
    const title = owner?.type === 'Native' || owner?.type === 'Classic' ? owner.title : 'the sidecar';
    return sighted({
      script,
      cut,
      removable:
        owner?.type === 'Native'
          ? `The command kills ${title}, which Kubernetes now stops by itself once the app has ended.`
          : undefined,
      advice: `The command kills ${title}. Once that is a native sidecar, Kubernetes stops it by itself: take the command out by hand, and keep the exit code of the app.`,
    });
  });
}

/** Signals that make a program read its settings again or drain are no kill. */
const NO_STOP = /^-(?:s\s*)?(?:SIG)?(?:HUP|USR[12]|WINCH|0|1|10|12)$/;

/** Whose process a command ends: `pkill NAME`, `killall NAME`, `kill $(pidof NAME)`. */
function victim(node: SyntaxNode, scene: Scene): Owner | undefined {
  if (node.type !== 'Command' || node.prefix.length > 0) return undefined;
  const name = baseName(node.name?.text ?? '');
  const words = name === 'kill' ? finderOf(node) : literalWords(node);
  if (words === undefined || !/^(?:kill|pkill|killall)$/.test(name)) return undefined;
  if (node.args.some(({text}) => NO_STOP.test(text))) return undefined;
  const owner = ownerOfProgram(baseName(words.at(-1) ?? ''), scene);
  return owner.type === 'Other' ? undefined : owner;
}

/** The one `pidof NAME` or `pgrep NAME` whose answer is killed. */
function finderOf(node: Command): readonly string[] | undefined {
  const commands = nodesOf(node).flatMap(one => (one.type === 'Command' && one !== node ? [one] : []));
  const [finder, ...more] = commands;
  if (finder === undefined || more.length > 0) return undefined;
  return /^(?:pidof|pgrep)$/.test(finder.name?.text ?? '') ? literalWords(finder) : undefined;
}

function sharing(kills: readonly Found[], scene: Scene): Found {
  const place = {path: 'spec.shareProcessNamespace', evidence: 'shareProcessNamespace: true'};
  if (kills.every(({verdict}) => verdict === 'Removable') && !isUsedOtherwise(kills, scene)) {
    return {
      verdict: 'Removable',
      message: 'The containers share their processes only so that the app can kill the sidecar.',
      edits: [{type: 'Delete', keys: ['spec', 'shareProcessNamespace']}],
      ...place,
    };
  }
  return {
    verdict: 'Advice',
    message:
      'The containers share their processes so that the app can kill the sidecar, and perhaps for something else: drop it once nothing uses it.',
    ...place,
  };
}

const PROCESS_WORDS = /\b(?:pkill|killall|pgrep|pidof|kill|ps|top|nsenter|strace|gdb|jattach)\b|\/proc\/|SYS_PTRACE/g;

/** Debuggers, agents and reloaders look at others' processes, too. */
function isUsedOtherwise(kills: readonly Found[], {members, annotations}: Scene): boolean {
  const count = (text: string): number => text.match(PROCESS_WORDS)?.length ?? 0;
  const known = kills.reduce((sum, {evidence}) => sum + count(evidence), 0);
  const all = members.reduce((sum, {container}) => sum + count(JSON.stringify(container)), 0);
  const agents = members.some(({container}) => /datadog|sysdig|falco/i.test(JSON.stringify(container['image'] ?? '')));
  return all > known || agents || Object.keys(annotations).some(name => name.startsWith('vault.hashicorp.com/'));
}
