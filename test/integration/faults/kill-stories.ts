import {FAILED_ANNOTATION, POLICY_ANNOTATION, RECORD_ANNOTATION, REVERT_FINALIZER} from '../../../src/api/constants.ts';
import {stringAt} from '../../../src/domain/json.ts';
import {rolloutOf} from '../../../src/domain/pace/rollout.ts';
import type {Write} from '../../support/api-proxy.ts';
import {container, native, podSpec} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import type {Lab} from '../loop/lab.ts';

/** Something that an operator does late in the life of a workload, and in which one kind of write is met. */
export interface Story {
  /** What is written. */
  readonly title: string;
  readonly write: (write: Write) => boolean;
  /** Under a running operator: until nothing is left but to pull the trigger. */
  readonly prepare: (lab: Lab) => Promise<void>;
  readonly trigger: (lab: Lab) => Promise<void>;
  /** Resolves when all is done. */
  readonly end: (lab: Lab) => Promise<void>;
}

const REVERT = {conversion: {mode: 'Enforce', onDelete: 'Revert', rollout: {maxConcurrent: 1}}};
const PAIR = [container('app'), container('log'), container('proxy')];

export const STORIES: readonly Story[] = [
  {
    title: 'the mark of a policy that takes a workload over',
    write: write => isMarks(write) && mentions(write, POLICY_ANNOTATION),
    prepare: async lab => {
      await lab.deployment('web');
      await lab.policyFor('web', 'first');
      await claimed(lab, 'web', 'first');
      await lab.policyFor('web', 'second');
    },
    trigger: async lab => lab.admin.delete('SidecarPolicy', lab.namespace, 'first'),
    end: async lab => {
      await claimed(lab, 'web', 'second');
      await lab.settles('second', {converted: 1});
    },
  },
  {
    title: 'the record of a sidecar that is gone',
    write: write => isMarks(write) && mentions(write, RECORD_ANNOTATION),
    prepare: async lab => {
      await lab.deployment('web', {pods: podSpec(PAIR)});
      await lab.policyFor('web', 'shop', {sidecars: [{match: {names: ['log', 'proxy']}}]});
      await claimed(lab, 'web', 'shop');
    },
    trigger: async lab => {
      const initContainers = [native('log')];
      await lab.change('Deployment', 'web', {spec: {template: {spec: {initContainers}}}});
    },
    end: async lab => {
      await eventually('it is forgotten', () => !(marked(lab, 'web', RECORD_ANNOTATION) ?? '').includes('proxy'));
      await lab.settles('shop', {converted: 1});
    },
  },
  {
    title: 'a template that is put back, and why',
    write: write => mentions(write, FAILED_ANNOTATION) && JSON.stringify(write.body).includes('CrashLoop'),
    prepare: async lab => {
      await lab.deployment('crash', {spec: {replicas: 1}});
      const object = (): object | undefined => lab.follower('Deployment').get('crash');
      await eventually('it is healthy', () => rolloutOf('Deployment', object()).healthy);
    },
    trigger: async lab => void (await lab.policyFor('crash', 'shop')),
    end: async lab => lab.settles('shop', {failed: 1}),
  },
  {
    title: 'a template whose policy is being deleted',
    write: write => isDeployment(write) && JSON.stringify(write.body).includes('"remove"'),
    prepare: twoConverted,
    trigger: deletion,
    end: departure,
  },
  {
    title: 'the finalizer of a policy that is through',
    write: ({path, body}) => path.endsWith('/sidecarpolicies/shop') && !JSON.stringify(body).includes(REVERT_FINALIZER),
    prepare: twoConverted,
    trigger: deletion,
    end: departure,
  },
];

async function twoConverted(lab: Lab): Promise<void> {
  for (const name of ['one', 'two']) await lab.deployment(name, {label: 'shop'});
  await lab.policyFor('shop', 'shop', REVERT);
  for (const name of ['one', 'two']) await claimed(lab, name, 'shop');
  await lab.settles('shop', {converted: 2});
}

async function deletion(lab: Lab): Promise<void> {
  await lab.admin.delete('SidecarPolicy', lab.namespace, 'shop');
}

async function departure(lab: Lab): Promise<void> {
  await eventually('the policy is gone', () => lab.follower('SidecarPolicy').get('shop') === undefined);
}

async function claimed(lab: Lab, name: string, policy: string): Promise<void> {
  await eventually(`${name} is ${policy}’s`, () => lab.claim(name) === `${lab.namespace}/${policy}`);
}

function marked(lab: Lab, name: string, annotation: string): string | undefined {
  return stringAt(lab.follower('Deployment').get(name), 'metadata', 'annotations', annotation);
}

function isDeployment({path}: Write): boolean {
  return path.includes('/deployments/');
}

/** Nothing of the template is in it. */
function isMarks(write: Write): boolean {
  return isDeployment(write) && !JSON.stringify(write.body).includes('/spec/');
}

function mentions(write: Write, annotation: string): boolean {
  return isDeployment(write) && JSON.stringify(write.body).includes(annotation.replace('/', '~1'));
}
