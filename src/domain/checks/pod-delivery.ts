import type {CheckInput} from './check.ts';

/**
 * Are the pods converted when they are created, so that the stored object stays as it is? Also where a policy asks for
 * it and admission is not there yet: that workload waits (`AdmissionNotAvailable`) and is not blocked.
 */
export function isPodDelivery({delivery, policy, facts}: CheckInput): boolean {
  return delivery === 'Pod' && (policy.conversion.delivery === 'Pod' || facts.admission.pods);
}
