/** The closed sets of label values; whoever adds one adds a series. */

export const DELIVERIES = ['Template', 'Pod'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** `conflict`: the object had changed, it is planned anew. `refused`: validation, admission or permissions said no. */
export const CONVERSION_RESULTS = ['converted', 'conflict', 'refused', 'error'] as const;
export type ConversionResult = (typeof CONVERSION_RESULTS)[number];

/** Why a workload was put back. */
export const REVERSION_REASONS = ['DeadlineExceeded', 'CrashLoop', 'PolicyDeleted'] as const;
export type ReversionReason = (typeof REVERSION_REASONS)[number];

/** The phase that a stuck Job's pod was given; `error`: the write failed. */
export const FINALIZE_OUTCOMES = ['Succeeded', 'Failed', 'error'] as const;
export type FinalizeOutcome = (typeof FINALIZE_OUTCOMES)[number];

/** What became of an admission request: `failed` is a mistake of ours, `refused` was no request that can be answered. */
export const ADMISSION_RESULTS = ['changed', 'unchanged', 'failed', 'refused'] as const;
export type AdmissionResult = (typeof ADMISSION_RESULTS)[number];

export const RECONCILE_RESULTS = ['done', 'after', 'retry', 'error', 'terminal'] as const;
