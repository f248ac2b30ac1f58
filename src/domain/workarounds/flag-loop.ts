import type {Edit} from './edits.ts';
import {isLiteral, nodesOf, type Command, type Statement, type SyntaxNode} from './shell.ts';
import type {Member, PlacedScript} from './scene.ts';

/** A sidecar's script that runs its program in the background and kills it once a file is there. */
export interface FlagLoop {
  readonly script: PlacedScript;
  readonly file: string;
  /** From the program's end to the script's. */
  readonly evidence: string;
  readonly edits: readonly Edit[];
}

/** `CMD & PID=$!; while …; do if [ -f FILE ]; then kill $PID; …` where every single command is understood. */
export function flagLoopOf(member: Member): FlagLoop | undefined {
  const script = member.scripts.find(({of}) => of === 'Command');
  const statements = script?.tree?.commands ?? [];
  const at = statements.findIndex(({background}) => background === true);
  const [main, ...watch] = statements.slice(at);
  const last = watch.at(-1);
  if (script === undefined || at < 0 || main?.command.type !== 'Command' || last === undefined) return undefined;
  const file = watchedFile(watch);
  if (file === undefined || main.command.name === undefined) return undefined;
  const {keys, text} = script;
  return {
    script,
    file,
    evidence: text.slice(main.command.end, last.end).trim(),
    edits: [...asLastCommand(main.command, script), {type: 'Cut', keys, start: main.command.end, end: last.end}],
  };
}

/** A shell with process id 1 passes no SIGTERM on to its child, and the pod would wait for its grace period. */
function asLastCommand(command: Command, {keys, tree}: PlacedScript): readonly Edit[] {
  const {name, prefix} = command;
  const isFunction = tree !== undefined && nodesOf(tree).some(({type}) => type === 'Function');
  if (name === undefined || name.text === 'exec' || prefix.length > 0 || isFunction || !isLiteral(name)) return [];
  return [{type: 'Cut', keys, start: name.pos, end: name.pos, text: 'exec '}];
}

/** The one file that all of these statements are about; undefined where they do anything else. */
function watchedFile(statements: readonly Statement[]): string | undefined {
  const nodes = statements.flatMap(nodesOf);
  if (!nodes.some(({type}) => type === 'While') || !nodes.every(isWatching)) return undefined;
  if (!nodes.some(node => isNamed(node, 'kill'))) return undefined;
  const files = new Set(nodes.flatMap(testedFile));
  return files.size === 1 ? [...files][0] : undefined;
}

const TYPES: ReadonlySet<string> = new Set([
  'Statement',
  'CompoundList',
  'AndOr',
  'If',
  'While',
  'TestCommand',
  'TestUnary',
  'TestNot',
  'Negation',
  'Word',
  'Literal',
  'SingleQuoted',
  'DoubleQuoted',
  'SimpleExpansion',
  'Redirect',
  'FileDescriptor',
]);

function isWatching(node: SyntaxNode): boolean {
  if (node.type === 'Assignment') return node.value.type === 'Word' && node.value.text === '$!';
  if (node.type === 'Pipeline') return node.commands.length === 1;
  if (node.type === 'Redirect') return /^(?:\/dev\/null|[0-9-])$/.test(node.target?.value ?? '');
  if (node.type !== 'Command') return TYPES.has(node.type);
  const name = node.name?.text ?? '';
  return name === '' || /^(?:true|:|sleep|echo|kill|wait|exit|break|\[|test)$/.test(name);
}

function isNamed(node: SyntaxNode, name: string): boolean {
  return node.type === 'Command' && node.name?.text === name;
}

function testedFile(node: SyntaxNode): readonly string[] {
  if (node.type === 'TestUnary')
    return [isFileTest(node.operator) && isLiteral(node.operand) ? node.operand.value : ''];
  if (!isNamed(node, '[') && !isNamed(node, 'test')) return [];
  if (node.type !== 'Command') return [];
  const words = node.args.flatMap(word => (word.type === 'Word' ? [word] : []));
  const at = words.findIndex(({text}) => isFileTest(text));
  const file = words[at + 1];
  return [at < 0 || file === undefined || !isLiteral(file) ? '' : file.value];
}

function isFileTest(operator: string): boolean {
  return operator === '-f' || operator === '-e';
}
