import {celPattern, celString} from '../cel/text.ts';
import {variable, type Variable} from '../cel/variable.ts';

/** A label that the Deployment controller gives its ReplicaSets and their pods. */
const HASH = celString('pod-template-hash');

/** What everything else reads of the pod. */
export function podVariables({withNatives}: {readonly withNatives: boolean}): readonly Variable[] {
  const natives = withNatives ? ` + variables.inits.filter(c, ${isNative('c')})` : '';
  return [
    {name: 'containers', expression: 'object.spec.containers'},
    {name: 'inits', expression: 'object.spec.?initContainers.orValue([])'},
    {name: 'labels', expression: 'object.metadata.?labels.orValue({})'},
    {name: 'annotations', expression: 'object.metadata.?annotations.orValue({})'},
    {name: 'namespaceLabels', expression: 'namespaceObject.metadata.?labels.orValue({})'},
    {name: 'namespaceAnnotations', expression: 'namespaceObject.metadata.?annotations.orValue({})'},
    variable(
      'kind',
      "The kind of workload behind the pod, by its controller; '' where it is none that is known.",
      KIND,
    ),
    // What a rule can match: `containers` first, so that places in it are places in `containers`.
    variable(
      'considered',
      'What a rule can match: first the containers, so that places in this list are places in that one.',
      `variables.containers${natives}`,
    ),
    {name: 'images', expression: `variables.considered.map(c, c.?image.orValue(''))`},
    // Without tag and digest.
    variable(
      'repositories',
      'Images without tag and digest.',
      `variables.images.map(image, image.find(${celPattern('^([^@]*/)?[^:@/]*')}))`,
    ),
    variable(
      'words',
      'What each is started with, command and arguments.',
      'variables.considered.map(c, c.?command.orValue([]) + c.?args.orValue([]))',
    ),
  ];
}

export function isNative(container: string): string {
  return `${container}.?restartPolicy.orValue('') == 'Always'`;
}

/** The kind of workload behind the pod, as `podKind` in the domain has it; '' where it is none. */
const KIND = `(object.metadata.?ownerReferences.orValue([]).filter(o, o.?controller.orValue(false)).map(o,
  o.apiVersion == 'batch/v1' && o.kind == 'Job' ? 'Job' :
  o.apiVersion != 'apps/v1' ? '' :
  o.kind in ['StatefulSet', 'DaemonSet'] ? o.kind :
  o.kind == 'ReplicaSet' && ${HASH} in variables.labels && o.name.endsWith('-' + variables.labels[${HASH}]) ? 'Deployment' :
  '') + ['Pod'])[0]`;
