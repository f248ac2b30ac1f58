/** Where an annotation of the pod template lies, as findings write it. */
export function annotationPath(name: string): string {
  return `metadata.annotations[${name}]`;
}
