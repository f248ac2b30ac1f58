import {readFileSync} from 'node:fs';
import {parse} from 'yaml';
import {objectsAt, stringAt} from '../../src/domain/json.ts';
import {asError, UserError} from '../../src/runtime/errors.ts';

/**
 * Makes sure that the file has the context, by name: a default could be any cluster.
 * @throws UserError with the contexts that there are.
 */
export function checkContext(kubeconfig: string, context: string): void {
  const names = objectsAt(read(kubeconfig), 'contexts').map(each => stringAt(each, 'name') ?? '');
  const known = names.length === 0 ? 'It has none.' : `It has: ${names.join(', ')}.`;
  if (context === '') {
    throw new UserError(`Say which context of ${kubeconfig} is meant, with CONTEXT=NAME; none is assumed. ${known}`);
  }
  if (!names.includes(context)) throw new UserError(`${kubeconfig} has no context "${context}". ${known}`);
}

function read(kubeconfig: string): unknown {
  try {
    return parse(readFileSync(kubeconfig, 'utf8'));
  } catch (thrown) {
    throw new UserError(`CLUSTER_KUBECONFIG=${kubeconfig} cannot be used: ${whyNot(asError(thrown))}.`);
  }
}

function whyNot(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
      return 'you may not read it';
    default:
      return `it is not YAML (${error.message.split('\n')[0] ?? ''})`;
  }
}
