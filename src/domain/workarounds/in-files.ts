import type {Found} from './detector.ts';
import type {PlacedScript, Scene} from './scene.ts';

/** A script that is in a ConfigMap. */
type InFile = PlacedScript & Required<Pick<PlacedScript, 'file'>>;

/** The scripts of ConfigMaps in a scene, by their paths. */
export function filesIn({members}: Scene): ReadonlyMap<string, InFile> {
  const scripts = members.flatMap(member => member.scripts);
  return new Map(scripts.flatMap(one => (one.file === undefined ? [] : [[one.path, {...one, file: one.file}]])));
}

/**
 * What a detector finds where the scripts of ConfigMaps are known. What it finds only then is advice, since whatever
 * else mounts a ConfigMap uses its scripts, too; what can be taken out without them stays so.
 * @param own what it finds without them
 * @param all what it finds with them
 */
export function withFiles(
  own: readonly Found[],
  all: readonly Found[],
  files: ReadonlyMap<string, InFile>,
): readonly Found[] {
  const unseen = own.filter(one => one.verdict === 'Removable' && !all.some(other => isSame(one, other)));
  const seen = all.map(one => {
    const script = files.get(one.path);
    return script === undefined ? (own.find(other => isSame(one, other)) ?? besideFile(one)) : inFile(one, script);
  });
  return [...unseen, ...seen];
}

function isSame(a: Found, b: Found): boolean {
  return a.path === b.path && a.at === b.at && a.evidence === b.evidence;
}

function inFile({message, evidence, at}: Found, {file, text}: InFile): Found {
  const {configMap, key, calledAt} = file;
  const line = lineOf(text, at ?? text.indexOf(evidence.replace(/\.\.\.$/, '')));
  return {
    verdict: 'Advice',
    message: `${message} It is in the ConfigMap ${configMap}, which others may use as well: change it there by hand.`,
    path: calledAt,
    evidence: `ConfigMap ${configMap}, ${key}${line === undefined ? '' : `:${line}`}: ${evidence}`,
  };
}

/** In the template itself, but only because of what a script of a ConfigMap does. */
function besideFile({message, path, evidence}: Found): Found {
  const more = 'A script of a ConfigMap has to do with it: change both by hand.';
  return {verdict: 'Advice', message: `${message} ${more}`, path, evidence};
}

/** The line of an offset, from 1; undefined: the words are not there word by word. */
function lineOf(text: string, offset: number): number | undefined {
  return offset < 0 ? undefined : text.slice(0, offset).split('\n').length;
}
