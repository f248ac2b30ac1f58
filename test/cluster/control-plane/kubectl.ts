import type {Program} from '../programs/binaries.ts';
import {run} from '../process/command.ts';

export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

/** kubectl as one user of one cluster; nothing of the person at the keyboard plays in: no configuration, proxy or cache. */
export function kubectlFor(program: Program, kubeconfig: string, directory: string): Kubectl {
  const env = {PATH: process.env['PATH'], HOME: directory, KUBECONFIG: kubeconfig};
  return (args, input) => run([...program, ...args], {env, ...(input !== undefined && {input})});
}
