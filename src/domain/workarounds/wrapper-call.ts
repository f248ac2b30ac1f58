import {pathOf, type Edit} from './edits.ts';
import {baseName} from './products.ts';
import type {Member, PlacedScript} from './scene.ts';
import {nodesOf, type SyntaxNode} from './shell.ts';
import {shortened} from './sightings.ts';

export const WRAPPERS = ['kubexit', 'scuttle', 'envoy-preflight', 'linkerd-await', 'watchkiller'] as const;
export type Wrapper = (typeof WRAPPERS)[number];

/** A program of which a wrapper is the parent. */
export interface WrapperCall {
  readonly wrapper: Wrapper;
  /** The wrapper as it is called, e.g. `/kubexit/kubexit`. */
  readonly program: string;
  readonly path: string;
  readonly evidence: string;
  /** What leaves only the program; undefined where its words cannot be told from the wrapper's. */
  readonly edits: readonly Edit[] | undefined;
}

export function wrapperCalls(member: Member): readonly WrapperCall[] {
  const script = member.scripts.find(({of}) => of === 'Command');
  return script === undefined ? direct(member) : inScript(script);
}

/** `command: [/kubexit/kubexit, CMD, …]`. */
function direct(member: Member): readonly WrapperCall[] {
  const {words, keys, container} = member;
  const [first] = words;
  const wrapper = wrapperOf(first?.text ?? '');
  if (first === undefined || wrapper === undefined || first.keys.includes('args')) return [];
  const at = programAt(
    wrapper,
    words.map(({text}) => text),
  );
  const evidence = shortened(words.map(({text}) => text).join(' '));
  const call = {wrapper, program: first.text, path: pathOf(first.keys), evidence};
  const command = words.filter(word => word.keys.includes('command'));
  const whole = [...listOf(container['command']), ...listOf(container['args'])].length === words.length;
  if (at === undefined || !whole) return [{...call, edits: undefined}];
  if (at < command.length)
    return [{...call, edits: command.slice(0, at).map(word => ({type: 'Delete', keys: word.keys}))}];
  // Without a command, the image's entrypoint would run with the arguments.
  const rest = words.slice(at).map(({text}) => text);
  return [
    {
      ...call,
      edits: [
        {type: 'Set', keys: [...keys, 'command'], value: rest},
        {type: 'Delete', keys: [...keys, 'args']},
      ],
    },
  ];
}

function inScript(script: PlacedScript): readonly WrapperCall[] {
  if (script.tree === undefined) return textual(script);
  return nodesOf(script.tree).flatMap(node => inCommand(node, script));
}

/** `/kubexit/kubexit CMD …` or `exec linkerd-await -S -- CMD …` as a command of a script. */
function inCommand(node: SyntaxNode, {keys, path, text}: PlacedScript): readonly WrapperCall[] {
  if (node.type !== 'Command' || node.name === undefined) return [];
  const words = [node.name, ...node.args].slice(node.name.text === 'exec' ? 1 : 0);
  const [first] = words;
  const wrapper = wrapperOf(first?.text ?? '');
  if (first === undefined || wrapper === undefined) return [];
  const at = programAt(
    wrapper,
    words.map(word => word.text),
  );
  const inner = at === undefined ? undefined : words[at];
  const evidence = shortened(text.slice(node.pos, node.end));
  const isClear = inner !== undefined && node.redirects.every(({pos}) => pos > inner.pos);
  const edits: readonly Edit[] = inner === undefined ? [] : [{type: 'Cut', keys, start: first.pos, end: inner.pos}];
  return [{wrapper, program: first.text, path, evidence, edits: isClear ? edits : undefined}];
}

function textual({text, path}: PlacedScript): readonly WrapperCall[] {
  const hit = /(?:^|[\s;&|/])(?<name>kubexit|scuttle|envoy-preflight|linkerd-await|watchkiller)\s/.exec(text);
  const wrapper = wrapperOf(hit?.groups?.['name'] ?? '');
  return wrapper === undefined ? [] : [{wrapper, program: wrapper, path, evidence: wrapper, edits: undefined}];
}

function wrapperOf(program: string): Wrapper | undefined {
  return WRAPPERS.find(name => name === baseName(program));
}

/** Where the wrapped program stands: kubexit, scuttle and envoy-preflight take no options, linkerd-await ends its own by `--`. */
function programAt(wrapper: Wrapper, words: readonly string[]): number | undefined {
  const dashes = words.indexOf('--');
  if (wrapper === 'linkerd-await') return dashes > 0 && dashes + 1 < words.length ? dashes + 1 : undefined;
  if (wrapper === 'watchkiller') return undefined;
  return words[1] === undefined || words[1].startsWith('-') ? undefined : 1;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
