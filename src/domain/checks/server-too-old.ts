import {finding} from '../finding.ts';
import type {Check} from './check.ts';

/** The feature gate SidecarContainers is on by default since 1.29 (KEP-753); 1.28 ended pods by other rules. */
export const serverTooOld: Check = {
  code: 'ServerTooOld',
  check: ({facts: {server}}) => {
    if (server === undefined || server.major > 1 || server.minor >= 29) return [];
    return [
      finding(
        'ServerTooOld',
        `The API server is ${server.major}.${server.minor}; before 1.29 it drops the field that makes an init container a native sidecar, and the pod would wait for it for ever: upgrade the control plane first.`,
      ),
    ];
  },
};
