import assert from 'node:assert/strict';
import {issue, type Issued} from '../../../../src/webhook/certificate/issue.ts';
import {firstMaterial, type Material} from '../../../../src/webhook/certificate/material.ts';
import {livingAuthorities, rotationStep, type RotationNeeds} from '../../../../src/webhook/certificate/rotation.ts';

const BORN = Date.parse('2026-01-01T00:00:00Z');
const DAY = 24 * 3600 * 1000;
const HOSTS = ['outrigger-webhook.outrigger-system.svc', '127.0.0.1'];

describe('rotation of the webhook’s certificate', () => {
  let first: Issued;
  let second: Issued;
  let staged: Material;

  before(async () => {
    first = await issue({hosts: HOSTS, now: BORN, lifetimeSeconds: 90 * 24 * 3600});
    second = await issue({hosts: HOSTS, now: BORN + 60 * DAY, lifetimeSeconds: 90 * 24 * 3600});
    staged = {...firstMaterial(first), authorities: [first.ca, second.ca], next: second};
  });

  const at = (days: number, needs: Partial<RotationNeeds> = {}): RotationNeeds => ({
    now: BORN + days * DAY,
    hosts: HOSTS,
    stageSeconds: 600,
    isTold: true,
    ...needs,
  });

  it('begins where there is none, or it has ended', () => {
    assert.equal(rotationStep(undefined, at(0)), 'Begin');
    assert.equal(rotationStep(firstMaterial(first), at(90)), 'Begin');
  });

  it('keeps one for two thirds of its life, and makes the next one then', () => {
    assert.equal(rotationStep(firstMaterial(first), at(0)), 'Keep');
    assert.equal(rotationStep(firstMaterial(first), at(59.9)), 'Keep');
    assert.equal(rotationStep(firstMaterial(first), at(60.1)), 'Stage');
  });

  it('makes another one where it is not good for a name that is asked for', () => {
    assert.equal(rotationStep(firstMaterial(first), at(1, {hosts: ['webhook.example.com']})), 'Stage');
    assert.equal(rotationStep(firstMaterial(first), at(1, {hosts: ['10.0.0.1']})), 'Stage');
  });

  it('serves the next one when API servers know its authority, and have had time to notice', () => {
    assert.equal(rotationStep(staged, at(60)), 'Keep');
    assert.equal(rotationStep(staged, at(60.1, {isTold: false})), 'Keep');
    assert.equal(rotationStep(staged, at(60.1)), 'Promote');
  });

  it('drops the authority of a certificate that has ended', () => {
    assert.deepEqual(livingAuthorities(staged.authorities, BORN + 89 * DAY), [first.ca, second.ca]);
    assert.deepEqual(livingAuthorities(staged.authorities, BORN + 91 * DAY), [second.ca]);
  });
});
