import type {Detector, Found} from './detector.ts';
import {applyEdits} from './edits.ts';
import {flagLoopOf, type FlagLoop} from './flag-loop.ts';
import {sceneOf, type Member, type PlacedScript, type Scene} from './scene.ts';
import {literalWords, parseShell, type SyntaxNode} from './shell.ts';
import {shortened, sighted} from './sightings.ts';
import {cutsOf, type CutCommand} from './statement-cut.ts';
import {trapAction} from './trap.ts';
import {dropVolumes, mentions, mountsOf} from './volumes.ts';

/** W4: the app makes a file in a shared volume when it ends, and the sidecar's script looks for it and ends as well. */
export const flagFile: Detector = {
  id: 'W4',
  find: scene => {
    const flags = scene.members.flatMap(member => flagOf(member));
    const found = [...flags.flatMap(flag => inFlag(flag, scene)), ...scene.members.flatMap(notUnderstood)];
    return withVolumes(found, flags, scene);
  },
};

interface Flag {
  readonly reader: Member;
  readonly loop: FlagLoop;
  /** The volume and the file's place in it. */
  readonly volume: string;
  readonly relative: string;
}

function flagOf(reader: Member): readonly Flag[] {
  const loop = reader.role === 'Sidecar' ? flagLoopOf(reader) : undefined;
  if (loop === undefined) return [];
  const mount = mountsOf(reader).find(({path, whole}) => whole && loop.file.startsWith(`${path}/`));
  return mount === undefined
    ? []
    : [{reader, loop, volume: mount.volume, relative: loop.file.slice(mount.path.length)}];
}

function inFlag(flag: Flag, scene: Scene): readonly Found[] {
  const {loop} = flag;
  const reader: Found = {
    verdict: 'Removable',
    message: `The script waits for ${loop.file} to end the sidecar, which Kubernetes now does by itself once the app has ended. Only the program stays, with exec, so that SIGTERM reaches it.`,
    path: loop.script.path,
    evidence: shortened(loop.evidence),
    edits: loop.edits,
  };
  return [reader, ...scene.members.flatMap(member => writesIn(member, flag))];
}

function writesIn(member: Member, {volume, relative, reader}: Flag): readonly Found[] {
  const mount = mountsOf(member).find(one => one.volume === volume && one.whole);
  if (mount === undefined || member === reader || member.role === 'Sidecar') return [];
  const file = mount.path + relative;
  const found = member.scripts
    .filter(({of}) => of === 'Command')
    .flatMap(script => cutsOf(script, node => writes(node, file)).map(cut => ({script, cut})));
  const alone = mentions(member, file) === found.length;
  return found.map(({script, cut}) => writeFound(script, cut, {file, alone}));
}

function writeFound(script: PlacedScript, cut: CutCommand, {file, alone}: {file: string; alone: boolean}): Found {
  return sighted({
    script,
    cut,
    removable: alone
      ? `${file} only told the sidecar that the app has ended; nobody looks for it any more.`
      : undefined,
    advice: `${file} tells the sidecar that the app has ended. With a native sidecar nobody looks for it; take it out by hand.`,
  });
}

/** `touch FILE`, or a trap that does only that. */
function writes(node: SyntaxNode, file: string): boolean {
  const action = trapAction(node);
  if (action !== undefined) {
    const [statement, ...more] = parseShell(action)?.commands ?? [];
    return statement !== undefined && more.length === 0 && touched(statement.command) === file;
  }
  return touched(node) === file;
}

function touched(node: SyntaxNode): string | undefined {
  const words = node.type === 'Command' && node.redirects.length === 0 ? literalWords(node) : undefined;
  const [program = '', file, ...more] = words ?? [];
  return /^(?:(?:\/usr)?\/bin\/)?touch$/.test(program) && more.length === 0 ? file : undefined;
}

/** The volume goes in the same change, where the file was all that it was for. */
function withVolumes(found: readonly Found[], flags: readonly Flag[], {workload, sidecars}: Scene): readonly Found[] {
  const at = found.findIndex(({verdict}) => verdict === 'Removable');
  const first = found[at];
  if (first?.verdict !== 'Removable') return found;
  const cuts = found.flatMap(one => (one.verdict === 'Removable' ? one.edits : []));
  const template = applyEdits(workload.template, cuts) as Scene['workload']['template'];
  const after = sceneOf({...workload, template}, sidecars);
  const volumes = dropVolumes(after, new Set(flags.map(({volume}) => volume)), new Set());
  return found.with(at, {...first, edits: [...first.edits, ...volumes]});
}

/** A sidecar that looks for a file and then ends or kills, in another form. */
function notUnderstood(member: Member): readonly Found[] {
  const script = member.scripts.find(({of}) => of === 'Command');
  if (member.role !== 'Sidecar' || script === undefined || flagOf(member).length > 0) return [];
  const hit = /(?:\[|test)\s+(?:!\s+)?-[ef]\s+\S+/.exec(script.text);
  if (hit === null || !/\b(?:while|until)\b/.test(script.text)) return [];
  return [
    {
      verdict: 'Advice',
      message:
        "The sidecar's script looks for a file in a loop. If it ends the sidecar once the app has ended, Kubernetes now does that by itself: leave only the program, started with exec so that SIGTERM reaches it.",
      path: script.path,
      evidence: hit[0],
    },
  ];
}
