import type {Operation} from '../../domain/decision.ts';
import {podOperations} from './pod-operations.ts';
import {probeOperations} from './probe.ts';
import type {AdmissionRequest} from './review.ts';
import {templateOperations} from './template-operations.ts';
import type {WebhookWorld} from './world.ts';

/** The JSON Patch with which a request is answered; empty: the object stays as it is. Total, as what it asks is. */
export function operationsFor(request: AdmissionRequest, world: WebhookWorld): readonly Operation[] {
  const {subject} = request;
  switch (subject.type) {
    case 'Pod':
      return podOperations(request, world);
    case 'Template':
      return templateOperations(subject.kind, request, world);
    case 'Probe':
      return probeOperations();
  }
}
