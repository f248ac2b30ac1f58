import {RECORD_MAX_BYTES} from '../../../api/constants.ts';
import {someMoved, type PodCheck} from './pod-check.ts';

/** Can this be a pod with native sidecars at all? */
export const podShapeChecks: readonly PodCheck[] = [
  {
    code: 'NoMainContainer',
    variables: [{name: 'noMainContainer', expression: '!variables.containers.exists(i, c, variables.rule[i] == -1)'}],
  },
  {
    code: 'NameTaken',
    variables: [
      {
        name: 'nameTaken',
        expression: someMoved(
          '(variables.containers.filter(other, other.name == c.name).size() > 1 || variables.regular.exists(j, variables.inits[j].name == c.name) || variables.inits.filter(other, other.name == c.name).size() > 1)',
        ),
      },
    ],
  },
  {
    code: 'UnsupportedField',
    variables: [
      {name: 'unsupportedField', expression: someMoved('(has(c.restartPolicy) || has(c.restartPolicyRules))')},
    ],
  },
  {
    code: 'RecordTooLarge',
    variables: [
      {
        name: 'recordTooLarge',
        expression: `bytes('[' + variables.entries.join(',') + ']').size() > ${RECORD_MAX_BYTES}`,
      },
    ],
  },
  {
    code: 'HostPort',
    variables: [
      {
        // With hostNetwork every port is a host port.
        name: 'hostPort',
        expression: someMoved(
          'c.?ports.orValue([]).exists(port, object.spec.?hostNetwork.orValue(false) || port.?hostPort.orValue(0) != 0)',
        ),
      },
    ],
  },
];
