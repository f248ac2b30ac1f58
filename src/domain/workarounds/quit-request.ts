import {localRequest, type LocalRequest} from './local-request.ts';
import {ownerOfPort, type Owner} from './products.ts';
import type {Scene} from './scene.ts';
import {literalWords, type SyntaxNode} from './shell.ts';

/** Paths that end a proxy of the pod; `/shutdown` alone is many an app's own and counts on known ports only. */
const QUIT_PATH = /^\/(?:quitquitquit|graceful_shutdown|agent\/v1\/quit|v1\.0\/shutdown)$/;

/** Text that most likely ends a sidecar. */
export const QUIT_TEXT =
  /quitquitquit|(?:localhost|127\.0\.0\.1)[:/](?:20600\/graceful_shutdown|8200\/agent\/v1\/quit|3500\/v1\.0\/shutdown|4191\/shutdown)|\/dev\/tcp\/(?:localhost|127\.0\.0\.1)\/4191/;

/** Whom a command asks to quit, where it does nothing else. */
export function quits(node: SyntaxNode, scene: Scene): Owner | undefined {
  const request = node.type === 'Command' ? localRequest(node) : undefined;
  if (request === undefined || !isQuit(request)) return undefined;
  const owner = ownerOfPort(request.port, scene);
  return owner.type === 'Other' && request.path !== '/quitquitquit' ? undefined : owner;
}

/** A command that is given a quit URL although it sends no request: the call never happens. */
export function misplacedQuit(node: SyntaxNode): string | undefined {
  if (node.type !== 'Command' || localRequest(node) !== undefined) return undefined;
  const words = literalWords(node) ?? [];
  if (/(?:^|\/)(?:curl|wget|echo|printf|trap|nc)$/.test(words[0] ?? '')) return undefined;
  return words.slice(1).some(word => QUIT_TEXT.test(word)) ? words[0] : undefined;
}

function isQuit({port, path}: LocalRequest): boolean {
  return QUIT_PATH.test(path) || (path === '/shutdown' && port === 4191);
}
