/** Globs for image repositories that end like this, with any registry and folders before it, or none. */
export function inAnyRegistry(...repositories: readonly string[]): readonly string[] {
  return repositories.flatMap(repository => [repository, `*/${repository}`]);
}
