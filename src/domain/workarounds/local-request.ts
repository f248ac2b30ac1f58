import {baseName} from './products.ts';
import {isLiteral, literalWords, type Command} from './shell.ts';

/** A request to a port of the own pod. */
export interface LocalRequest {
  readonly port: number;
  /** Of the URL; empty for a mere connection. */
  readonly path: string;
}

const LOCAL_URL =
  /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|\[::1\]):(?<port>\d{1,5})(?<path>\/[^\s?#]*)?(?:[?#]\S*)?$/;
const LOCAL_DEVICE = /^\/dev\/tcp\/(?:localhost|127\.0\.0\.1)\/(?<port>\d{1,5})$/;

/**
 * The one request that a command makes and that is all it does: curl, wget, nc, or bash writing to /dev/tcp. Undefined
 * for whatever else it may do: an expansion in its words, a second URL, a file that it writes or reads.
 */
export function localRequest(command: Command): LocalRequest | undefined {
  const words = literalWords(command);
  if (words === undefined || command.prefix.length > 0) return undefined;
  const program = baseName(words[0] ?? '');
  if (program === 'echo' || program === 'printf') return deviceRequest(command, words);
  if (!hasQuietRedirects(command)) return undefined;
  if (program === 'nc' || program === 'ncat') return connection(words);
  return program === 'curl' || program === 'wget' ? onlyUrl(words) : undefined;
}

function onlyUrl(words: readonly string[]): LocalRequest | undefined {
  if (writesOrReads(words)) return undefined;
  const urls = words.slice(1).filter(word => /^[a-z]+:\/\//i.test(word) || LOCAL_URL.test(word));
  return urls.length === 1 ? urlOf(urls[0] ?? '') : undefined;
}

/** The port and path of a text that is a URL of the own pod. */
export function urlOf(text: string): LocalRequest | undefined {
  const groups = LOCAL_URL.exec(text)?.groups;
  return groups === undefined ? undefined : {port: Number(groups['port']), path: groups['path'] ?? ''};
}

/** `echo -e 'POST /shutdown HTTP/1.1…' > /dev/tcp/localhost/4191`. */
function deviceRequest(command: Command, words: readonly string[]): LocalRequest | undefined {
  const [redirect, ...more] = command.redirects;
  if (redirect?.type !== 'Redirect' || redirect.target === undefined || more.length > 0) return undefined;
  const port = LOCAL_DEVICE.exec(redirect.target.value)?.groups?.['port'];
  const path = /^(?:GET|POST|PUT) (?<path>\/\S*) HTTP\//.exec(words.at(-1) ?? '')?.groups?.['path'];
  return port === undefined || path === undefined ? undefined : {port: Number(port), path};
}

/** `nc -z localhost 5432`. */
function connection(words: readonly string[]): LocalRequest | undefined {
  const [host = '', port = ''] = words.slice(-2);
  const isScan = words.slice(1, -2).some(word => /^-[a-y]*z/.test(word));
  if (!isScan || !/^(?:localhost|127\.0\.0\.1)$/.test(host) || !/^\d{1,5}$/.test(port)) return undefined;
  return {port: Number(port), path: ''};
}

const OUTPUT = /^(?:--output(?:-document)?=?|-[a-zA-WYZ]*[oO])(?<file>.*)$/;

/** Whether curl or wget keeps an answer in a file or sends one: then it is more than a request. */
function writesOrReads(words: readonly string[]): boolean {
  return words.slice(1).some((word, index) => {
    if (/^(?:-d)?@|^(?:-T|--upload-file|--remote-name)/.test(word)) return true;
    const output = OUTPUT.exec(word);
    if (output === null || word.startsWith('http')) return false;
    const file = output.groups?.['file'] === '' ? words[index + 2] : output.groups?.['file'];
    return file !== '/dev/null' && file !== '-';
  });
}

/** Redirections that keep nothing: to /dev/null, or from one descriptor to another. */
export function hasQuietRedirects(command: Command): boolean {
  return command.redirects.every(
    one =>
      one.type === 'Redirect' &&
      one.target !== undefined &&
      isLiteral(one.target) &&
      /^(?:\/dev\/(?:null|stdout|stderr)|[0-9-])$/.test(one.target.value),
  );
}
