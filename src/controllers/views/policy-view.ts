import {stringAt} from '../../domain/json.ts';
import {parsePolicy} from '../../domain/policy-parse.ts';
import type {Policy} from '../../domain/policy.ts';

export interface PolicyView extends Policy {
  readonly resourceVersion: string;
}

export function policyView(kind: Policy['kind'], object: unknown): PolicyView {
  return {...parsePolicy(kind, object), resourceVersion: stringAt(object, 'metadata', 'resourceVersion') ?? ''};
}
