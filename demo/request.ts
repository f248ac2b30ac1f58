import {homedir} from 'node:os';
import {join, resolve} from 'node:path';
import {UserError} from '../src/runtime/errors.ts';

/** What `make run` was asked for. */
export type Request =
  | {readonly type: 'Embedded'}
  | {readonly type: 'Real'; readonly kubeconfig: string; readonly context: string; readonly consent: 'Given' | 'Ask'};

/**
 * Reads the variables of `make run`. The shell's KUBECONFIG is not among them: it may point anywhere.
 * @throws UserError
 */
export function readRequest(environment: Readonly<Record<string, string | undefined>>): Request {
  const {CLUSTER_KUBECONFIG: kubeconfig = '', CONTEXT: context = '', YES: yes = ''} = environment;
  if (kubeconfig !== '') {
    return {type: 'Real', kubeconfig: absolute(kubeconfig), context, consent: isYes(yes) ? 'Given' : 'Ask'};
  }
  if (context === '') return {type: 'Embedded'};
  throw new UserError(
    `CONTEXT=${context} names a cluster, but no file does: say which kubeconfig it is in, with CLUSTER_KUBECONFIG=FILE. ` +
      "The shell's KUBECONFIG is not looked at. Without both variables, make run makes a cluster of its own.",
  );
}

const isYes = (answer: string): boolean => ['1', 'y', 'yes', 'true'].includes(answer.toLowerCase());

/** Not every shell knows the tilde in an argument such as `CLUSTER_KUBECONFIG=~/.kube/config`. */
function absolute(file: string): string {
  return file.startsWith('~/') ? join(homedir(), file.slice(2)) : resolve(file);
}
