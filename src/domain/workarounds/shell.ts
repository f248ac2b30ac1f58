import {forEachChild, parse} from 'unbash';
import type {Command, Script, Statement, SyntaxNode, Word, WordPart} from 'unbash';

/**
 * The port to the shell parser, the one package that the domain knows (ADR 0015). Positions are UTF-16 offsets in the
 * text that was parsed.
 */
export type {Command, Script, Statement, SyntaxNode, Word};

/** Longer texts are no command of a container; etcd holds 1.5 MiB for the whole object. */
const LONGEST = 256 * 1024;

/** The script; undefined where the parser reports an error anywhere, so that nothing is done to what is misread. */
export function parseShell(text: string): Script | undefined {
  if (text.length > LONGEST) return undefined;
  const script = parse(text);
  return hasErrors(script) ? undefined : script;
}

/** A node and everything below it, in the order of the text. */
export function nodesOf(node: SyntaxNode): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  const waiting: SyntaxNode[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    nodes.push(next);
    waiting.push(...childrenOf(next).toReversed());
  }
  return nodes;
}

/** Where whole statements can stand. A condition (`while …; do`, `if …; then`) is none: its value is asked for. */
const STRUCTURE: ReadonlySet<string> = new Set([
  'Script',
  'Statement',
  'CompoundList',
  'AndOr',
  'Pipeline',
  'Redirected',
  'BraceGroup',
  'Subshell',
  'Function',
  'If',
  'Elif',
  'While',
  'For',
  'Case',
  'CaseItem',
]);

/** The lists in which the statements of a script stand, without those in conditions and in substitutions. */
export function statementLists(script: Script): readonly (readonly Statement[])[] {
  const lists: (readonly Statement[])[] = [];
  const waiting: SyntaxNode[] = [script];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.type === 'Script' || next.type === 'CompoundList') lists.push(next.commands);
    const condition = 'clause' in next ? next.clause : undefined;
    const inside = childrenOf(next).filter(child => STRUCTURE.has(child.type) && child !== condition);
    waiting.push(...inside.toReversed());
  }
  return lists;
}

/** The name and arguments of a command as the program gets them; undefined where something is only known when it runs. */
export function literalWords(command: Command): readonly string[] | undefined {
  const words = [...(command.name === undefined ? [] : [command.name]), ...command.args];
  return words.every(word => word.type === 'Word' && isLiteral(word)) ? words.map(valueOf) : undefined;
}

/** Whether a word is the same text whenever it runs: no expansion, no glob. */
export function isLiteral(word: Word): boolean {
  return (word.parts ?? []).every(isLiteralPart);
}

function valueOf(word: {readonly text: string; readonly value?: unknown}): string {
  return typeof word.value === 'string' ? word.value : word.text;
}

function isLiteralPart(part: WordPart): boolean {
  if (part.type === 'DoubleQuoted') return part.parts.every(isLiteralPart);
  return part.type === 'Literal' || part.type === 'SingleQuoted';
}

function hasErrors(script: Script): boolean {
  return nodesOf(script).some(node => 'errors' in node && Array.isArray(node.errors) && node.errors.length > 0);
}

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  forEachChild(node, child => {
    children.push(child);
  });
  return children;
}
