import {SKIP_LABEL} from '../../api/constants.ts';
import {podSpecPointer} from '../../domain/workload.ts';
import {variable, type Variable} from '../cel/variable.ts';

/** Where things are: CronJobs have their pod template two levels further down. */
export function places(): readonly Variable[] {
  return [isCronJob(), base(), template(), containers(), inits(), natives(), before()];
}

function isCronJob(): Variable {
  return variable('isCronJob', 'a CronJob has its pod template further down', `request.kind.kind == 'CronJob'`);
}

function base(): Variable {
  const [cronJob, others] = [podSpecPointer('CronJob'), podSpecPointer('Deployment')];
  return variable('base', 'JSON Pointer of the pod spec', `variables.isCronJob ? '${cronJob}' : '${others}'`);
}

function template(): Variable {
  const expression = 'variables.isCronJob ? object.spec.jobTemplate.spec.template : object.spec.template';
  return variable('template', 'the pod template as it was sent', expression);
}

function containers(): Variable {
  return variable('containers', 'as they were sent', 'variables.template.spec.containers');
}

function inits(): Variable {
  return variable(
    'inits',
    'the init containers as they were sent',
    'variables.template.spec.?initContainers.orValue([])',
  );
}

function natives(): Variable {
  return variable(
    'natives',
    'names of the native sidecars among them',
    `variables.inits.filter(k, ${isNative('k')}).map(k, k.name)`,
  );
}

function before(): Variable {
  return variable(
    'before',
    'the native sidecars that are stored',
    `
      (variables.isCronJob ? oldObject.spec.jobTemplate.spec.template.spec : oldObject.spec.template.spec)
        .?initContainers.orValue([]).filter(k, ${isNative('k')})
    `,
  );
}

/** Whether an init container is a native sidecar. */
export function isNative(one: string): string {
  return `${one}.?restartPolicy.orValue('') == 'Always'`;
}

/** Whether the label that leaves a workload alone is on it, its pod template or its namespace. */
export function isSkipped(): string {
  const holders = ['object', 'variables.template', 'namespaceObject'];
  return holders.map(holder => `${holder}.?metadata.?labels[?'${SKIP_LABEL}'].orValue('') == 'true'`).join('\n|| ');
}
