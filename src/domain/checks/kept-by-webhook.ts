import {finding} from '../finding.ts';
import {declarativeOwner} from '../ownership.ts';
import type {Check} from './check.ts';

/**
 * A converted template that a tool applies again is kept by the webhook alone: when no replica answers, the old manifest is
 * refused. Of `delivery: Auto` such a template is none: there, pods are converted, which an outage leaves classic.
 */
export const keptByWebhook: Check = {
  code: 'KeptByWebhook',
  check: ({workload, moves, facts, delivery}) => {
    if (delivery !== 'Template' || moves.length === 0 || facts.admission.keptByWebhook !== true) return [];
    const names = moves.map(move => move.candidate.name);
    const owner = declarativeOwner(workload, names);
    if (owner === undefined) return [];
    const message = `${owner.tool} will apply this object again (${owner.evidence}), and on this API server only Outrigger's webhook moves ${names.join(', ')} again: while no replica answers, each apply of the old manifest is refused with "Duplicate value". Convert the manifest itself with \`outrigger convert\`, or let pods be converted when they are created (delivery: Pod).`;
    return [finding('KeptByWebhook', message)];
  },
};
