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
    const error = asError(thrown) as NodeJS.ErrnoException;
    const why = error.code === 'ENOENT' ? 'there is no such file' : (error.message.split('\n')[0] ?? '');
    throw new UserError(`CLUSTER_KUBECONFIG=${kubeconfig} cannot be read: ${why}.`, {cause: thrown});
  }
}
