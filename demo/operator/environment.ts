/**
 * What the operator finds in its environment. Libraries read the default kubeconfig without being asked to, so the
 * default is the file that was asked for.
 * `Bare`: none of the shell's OUTRIGGER_ variables either, which would change what the demo shows.
 */
export function operatorEnvironment(kubeconfig: string, settings: 'Bare' | 'FromShell'): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => settings === 'FromShell' || !name.startsWith('OUTRIGGER_'),
  );
  return {...Object.fromEntries(kept), KUBECONFIG: kubeconfig};
}
