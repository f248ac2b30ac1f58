import {LAST_APPLIED_ANNOTATION} from '../../api/constants.ts';
import {CLIENT_SIDE_APPLY, IN_EVERY_MANIFEST} from '../../domain/keep/sender.ts';
import {variable, type Variable} from '../cel/variable.ts';

/** Who sent the update, and whether it is a whole manifest. */
export function sender(): readonly Variable[] {
  return [
    manager(),
    managed('managed', 'managedFields, up to date', 'object'),
    managed('managedBefore', 'managedFields as they are stored', 'oldObject'),
    applied('applied', 'what kubectl apply says that it applies', 'object'),
    applied('appliedBefore', 'what kubectl apply has applied before', 'oldObject'),
    whole(),
    applying(),
  ];
}

function manager(): Variable {
  return variable('manager', 'the field manager that the client names', MANAGER);
}

/** The field manager of the request; empty where the client sends none. */
export const MANAGER = `request.options.?fieldManager.orValue('')`;

function managed(name: string, says: string, object: string): Variable {
  return variable(name, says, `${object}.metadata.?managedFields.orValue([])`);
}

function applied(name: string, says: string, object: string): Variable {
  return variable(name, says, `${object}.metadata.?annotations[?'${LAST_APPLIED_ANNOTATION}'].orValue('')`);
}

function whole(): Variable {
  const owns = IN_EVERY_MANIFEST.map(field => `m.?fieldsV1[?'f:spec'][?'${field}'].hasValue()`).join(' || ');
  return variable(
    'whole',
    `the sender brings the whole manifest, so what it does not say is not to be there;
     a client without a name is known by the entries that have just got a new time`,
    `
      variables.manager == '${CLIENT_SIDE_APPLY}' || variables.applied != variables.appliedBefore
      || variables.managed.exists(m,
        (variables.manager != '' ? m.manager == variables.manager : !variables.managedBefore.exists(o,
          o.manager == m.manager && o.operation == m.operation && o.?time == m.?time))
        && (${owns}))
    `,
  );
}

function applying(): Variable {
  return variable(
    'applying',
    'this may be a server-side apply by the sender: its entry is new, or nothing at all is',
    `
      variables.manager != '' && variables.managed.exists(m, m.operation == 'Apply' && m.manager == variables.manager
        && (variables.managed == variables.managedBefore || !variables.managedBefore.exists(o,
          o.operation == 'Apply' && o.manager == m.manager && o.?time == m.?time)))
    `,
  );
}
