import {finding} from '../finding.ts';
import type {Check} from './check.ts';

/** A pod needs at least one regular container (core/v1 PodSpec), so the rules must leave one. */
export const noMainContainer: Check = {
  code: 'NoMainContainer',
  check: ({selection}) => {
    if (selection.candidates.length === 0 || selection.mains.length > 0) return [];
    const names = selection.candidates.map(candidate => candidate.name).join(', ');
    return [
      finding(
        'NoMainContainer',
        `The policy's rules match every container (${names}), but a pod must keep at least one main container: narrow the rule that matches the application.`,
        'spec.containers',
      ),
    ];
  },
};
