import type {Edit} from './edits.ts';
import {hasQuietRedirects} from './local-request.ts';
import {baseName} from './products.ts';
import type {PlacedScript} from './scene.ts';
import {literalWords, nodesOf, statementLists, type Command, type Statement, type SyntaxNode} from './shell.ts';

type Span = {readonly start: number; readonly end: number};

/** A command of a script and, where it can be taken out mechanically, how. */
export interface CutCommand {
  readonly node: SyntaxNode;
  /** Undefined where the rest of the script would not clearly mean the same. */
  readonly edit: Edit | undefined;
}

/**
 * The commands of a script for which `isWanted` holds, each as a whole statement or as one of `… && …`. What would
 * change the exit code of the main, or leave an empty list behind, has no edit.
 */
export function cutsOf(script: PlacedScript, isWanted: (node: SyntaxNode) => boolean): readonly CutCommand[] {
  const {tree} = script;
  if (tree === undefined) return [];
  return statementLists(tree).flatMap(statements => {
    const wanted = statements.map(statement => isWhole(statement, isWanted));
    const list: List = {script, statements, wanted, whole: statements === tree.commands};
    return statements.flatMap((statement, index) => {
      if (wanted[index] === true) return [cutOf(script, removed(list, index), coreOf(statement))];
      return partsOf(list, index, isWanted);
    });
  });
}

interface List {
  readonly script: PlacedScript;
  readonly statements: readonly Statement[];
  /** Which of them go whole. */
  readonly wanted: readonly boolean[];
  /** The script itself: its last exit code is the container's. That of a list within it decides what runs next. */
  readonly whole: boolean;
}

/** The statement is nothing else, or that and `|| true`. */
function isWhole(statement: Statement, isWanted: (node: SyntaxNode) => boolean): boolean {
  const {command} = statement;
  if (statement.background === true) return false;
  if (command.type !== 'AndOr') return isWanted(command);
  const [first, ...rest] = command.commands;
  if (first === undefined || !isWanted(first)) return false;
  return command.operators.every(operator => operator === '||') && rest.every(isIdle);
}

/** The command itself, without `|| true`. */
function coreOf({command}: Statement): SyntaxNode {
  return command.type === 'AndOr' ? (command.commands[0] ?? command) : command;
}

/** A command that says or does nothing that matters. */
export function isIdle(node: SyntaxNode): boolean {
  if (node.type !== 'Command') return false;
  const name = node.name?.text ?? '';
  return /^(?:true|:|echo|sleep)$/.test(name) && literalWords(node) !== undefined && hasQuietRedirects(node);
}

function cutOf(script: PlacedScript, span: Span | undefined, node: SyntaxNode): CutCommand {
  // The body of a here-document lies elsewhere and would become commands.
  const isClear = span !== undefined && span.start < span.end && !nodesOf(node).some(({type}) => type === 'HereDoc');
  return {node, edit: isClear ? {type: 'Cut', keys: script.keys, ...span} : undefined};
}

/** A wanted command within `a && b && c`: it goes with the operator beside it. */
function partsOf(list: List, index: number, isWanted: (node: SyntaxNode) => boolean): readonly CutCommand[] {
  const {script, statements, whole} = list;
  const statement = statements[index];
  if (statement?.command.type !== 'AndOr') return [];
  const {commands, operators} = statement.command;
  const plain = statement.background !== true && operators.every(operator => operator === '&&');
  // Elsewhere `set -e` would see a failure that it did not see before.
  const isEnd = whole && index === statements.length - 1;
  return commands.flatMap((one, at) => {
    if (!isWanted(one)) return [];
    const [before, after] = [commands[at - 1], commands[at + 1]];
    if (!plain || asksForCode(script.text, after)) return [cutOf(script, undefined, one)];
    if (after !== undefined) return [cutOf(script, {start: one.pos, end: after.pos}, one)];
    const kept = isEnd && before !== undefined && !isWanted(before) && hasMainsCode(before);
    return [cutOf(script, kept ? {start: before.end, end: one.end} : undefined, one)];
  });
}

/** Where a whole statement lies with its separator; undefined where it must not go. */
function removed(list: List, index: number): Span | undefined {
  const {script, statements, wanted, whole} = list;
  const statement = statements[index];
  if (statement === undefined) return undefined;
  const lastKept = wanted.lastIndexOf(false);
  const isLast = lastKept < index;
  if (isLast && !(whole && givesCode(statements[lastKept]))) return undefined;
  if (asksForCode(script.text, statements[index + 1])) return undefined;
  return ownLines(script.text, statement) ?? (isLast ? fromSeparator : toNext)(list, index);
}

/** Whether a script may end with this statement's exit code. */
function givesCode(statement: Statement | undefined): boolean {
  return statement !== undefined && statement.background !== true && hasMainsCode(statement.command);
}

/** Whether a command looks at the exit code of the one before it, unless to end with it. */
function asksForCode(text: string, next: SyntaxNode | undefined): boolean {
  if (next === undefined) return false;
  const words = text.slice(next.pos, next.end);
  const inBody = nodesOf(next).some(node => node.type === 'HereDoc' && node.body.text.includes('$?'));
  return inBody || (words.includes('$?') && !/^exit +"?\$\?"?$/.test(words));
}

/** Whether a command ends with the code of something that does the work, and not with that of a test. */
function hasMainsCode(node: SyntaxNode): boolean {
  if (node.type === 'AndOr') {
    return node.operators.every(operator => operator === '&&') && node.commands.every(hasMainsCode);
  }
  if (node.type === 'Pipeline') return node.prefixes.length === 0 && node.commands.every(hasMainsCode);
  return node.type === 'Command' && !isTest(node);
}

function isTest({name}: Command): boolean {
  return ['test', '['].includes(baseName(name?.text ?? ''));
}

/** The lines of a statement that shares them with nothing. */
function ownLines(text: string, {pos, end}: Statement): Span | undefined {
  const start = text.lastIndexOf('\n', pos - 1) + 1;
  const rest = /^[ \t]*;?[ \t]*\r?(?:\n|$)/.exec(text.slice(end, end + 80));
  if (pos > 0 && text.slice(start, pos).trim() !== '') return undefined;
  return rest === null ? undefined : {start, end: end + rest[0].length};
}

function fromSeparator({statements}: List, index: number): Span | undefined {
  const [before, statement] = [statements[index - 1], statements[index]];
  if (before === undefined || statement === undefined || before.end > statement.pos) return undefined;
  return {start: before.end, end: statement.end};
}

function toNext({script, statements}: List, index: number): Span | undefined {
  const [statement, next] = [statements[index], statements[index + 1]];
  if (statement === undefined || next === undefined) return undefined;
  const isPlain = /^\s*;?\s*$/.test(script.text.slice(statement.end, next.pos));
  return isPlain ? {start: statement.pos, end: next.pos} : undefined;
}
