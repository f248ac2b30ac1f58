/** The kinds whose stored templates Outrigger may write. */
export const TEMPLATE_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

export function isTemplateKind(kind: string): kind is TemplateKind {
  return TEMPLATE_KINDS.some(known => known === kind);
}
