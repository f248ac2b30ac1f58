import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {Injector, NativeSwitch} from '../../src/domain/catalog/injector.ts';
import type {Profile} from '../../src/domain/catalog/profile.ts';

/** What the catalog knows about one product, as a section of Markdown under the profile's id. */
export function profileSection(profile: Profile): string {
  const {id, title, link, summary, addedBy, hints} = profile;
  const lines = [
    `**Class:** ${profile.class}; added ${addedBy.map(by => WRITERS[by]).join(' or ')}.`,
    `**Known by** ${knownBy(profile)}`,
    `**Gate:** ${gate(profile)}`,
    ...(profile.injector === undefined ? [] : [nativeSwitch(profile.injector), ...askedBy(profile.injector)]),
    ...(profile.waitsBy === undefined ? [] : [waits(profile.waitsBy)]),
    ...atTheEnd(profile),
    ...hints,
    ...ownPage(id),
  ];
  return [`### ${id}`, `[${title}](${link}) ${summary}.`, lines.map(line => `- ${line}`).join('\n')].join('\n\n');
}

const SYSTEMS = join(import.meta.dirname, '..', '..', 'docs', 'systems');

/** A product with a page of its own, called like its id. */
function ownPage(id: string): readonly string[] {
  return existsSync(join(SYSTEMS, `${id}.md`))
    ? [`Before and after, as manifests: [systems/${id}.md](systems/${id}.md).`]
    : [];
}

const WRITERS: Readonly<Record<Profile['addedBy'][number], string>> = {
  manifest: 'by hand',
  injector: 'by an injector',
  operator: 'by an operator',
};

function knownBy({names, images, argument, isUsuallyTheApp}: Profile): string {
  const marks = [
    ...(names.length === 0 ? [] : [`the name ${codes(names)}`]),
    // The same with any registry before it goes without saying.
    `the image ${codes(images.filter(glob => !images.includes(glob.replace(/^\*\//, '')) || !glob.startsWith('*/')))}`,
    ...(argument === undefined ? [] : [`the word \`${argument}\` among its arguments`]),
  ];
  if (isUsuallyTheApp !== true) return `${marks.join(', or ')}, from any registry.`;
  return `two of these, since it is usually the app itself: ${marks.join(', ')}.`;
}

function gate({startupProbe, upWhen}: Profile): string {
  const own = startupProbe === undefined ? 'none by itself.' : 'by itself where its settings in the manifest allow it.';
  return upWhen === undefined ? own : `${own} ${upWhen}`;
}

function nativeSwitch({title, names, native, otherwise, reinvocationSafe}: Injector): string {
  const whose = names === undefined ? '' : ` of ${title}, for ${codes(names)}`;
  const ways = native.map(way => `${wayOf(way)} (since ${way.since})`).join('; ');
  const again =
    reinvocationSafe === false ? ' Its webhook does not see a native one and would add the container again.' : '';
  const what = ways === '' ? 'none yet' : ways;
  return `**Native switch${whose}:** ${what}.${otherwise === undefined ? '' : ` ${otherwise}`}${again}`;
}

/** Each mark once, wherever it may stand. */
function askedBy({asked = []}: Injector): readonly string[] {
  const marks = asked
    .filter(({yes}) => yes !== undefined)
    .map(({on, key, yes = []}) => `${on} \`${key}${yes.includes('*') ? '' : `: ${yes[0] ?? ''}`}\``);
  return marks.length === 0 ? [] : [`**Asked for a sidecar by** ${[...new Set(marks)].join(', ')}.`];
}

function waits(words: readonly string[]): string {
  return `A postStart hook \`${words.join(' ')}\` that only waits for it is dropped: the gate does that.`;
}

function atTheEnd({quit, sigtermExit, drainSeconds, preStopExits}: Profile): readonly string[] {
  return [
    ...(quit === undefined ? [] : [`**Quit:** ${quit}`]),
    ...(sigtermExit === undefined ? [] : [`**Exit code on SIGTERM:** ${sigtermExit}.`]),
    ...(drainSeconds === undefined ? [] : [`**Time to drain:** ${drainSeconds} s after SIGTERM, by default.`]),
    ...(preStopExits === undefined
      ? []
      : [`**Hooks that make it exit:** those with ${codes(preStopExits)}: not in a preStop of a native sidecar.`]),
  ];
}

/** What to set, with the annotation in code. */
export function wayOf(way: NativeSwitch): string {
  return 'how' in way ? way.how : `the annotation \`${way.annotation}: "true"\` on the pod template`;
}

function codes(words: readonly string[]): string {
  return words.map(word => `\`${word}\``).join(', ');
}
