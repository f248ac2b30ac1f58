import {forEachChild, parse} from 'unbash';
import type {Command, Script, Statement, SyntaxNode, Word, WordPart} from 'unbash';

/**
 * The port to the shell parser, the one package that the domain knows (ADR 0015). Positions are UTF-16 offsets in the
 * text that was parsed.
 */
export type {Command, Script, Statement, SyntaxNode, Word};

/** In UTF-16 units. Longer scripts do not stand in manifests, and are not looked at as such. */
const LONGEST = 64 * 1024;

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
    for (const child of childrenOf(next).toReversed()) waiting.push(child);
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
    for (const child of inside.toReversed()) waiting.push(child);
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

/** Substitutions are parsed as they are looked at; the first error ends the search. */
function hasErrors(script: Script): boolean {
  const waiting: SyntaxNode[] = [script];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if ('errors' in next && Array.isArray(next.errors) && next.errors.length > 0) return true;
    for (const child of childrenOf(next)) waiting.push(child);
  }
  return false;
}

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  forEachChild(node, child => {
    children.push(child);
  });
  return children;
}
