import {finding} from '../finding.ts';
import {printAmount} from '../requests/print-amount.ts';
import {requestChanges, rises, type RequestChange} from '../requests/request-changes.ts';
import type {Check} from './check.ts';

/**
 * A sidecar before the init containers runs beside them, so that the pod may need more than it does today
 * (component-helpers resource/helpers.go). Behind them nothing changes.
 */
export const resourceRise: Check = {
  code: 'ResourceRise',
  check: ({workload, converted, moves}) => {
    if (!moves.some(({position}) => position === 'BeforeInit')) return [];
    const risen = requestChanges(workload.template.spec, converted).filter(rises);
    if (risen.length === 0) return [];
    const message = `Each pod would need more: ${risen.map(change).join(', ')}, since the sidecar would run beside the init containers. The pods may no longer fit their nodes or the namespace's quota. Use position: AfterInit, which leaves the requests as they are, lower what the init containers ask for, or acknowledge ResourceRise.`;
    return [finding('ResourceRise', message, 'spec.initContainers')];
  },
};

function change({resource, before, after}: RequestChange): string {
  return `${resource} ${printAmount(resource, after)} instead of ${printAmount(resource, before)}`;
}
