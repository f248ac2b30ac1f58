import assert from 'node:assert/strict';
import {PAUSED_ANNOTATION} from '../../../src/api/constants.ts';
import {heldBack, pauseNote, pauseSentence} from '../../../src/domain/pause.ts';
import {parsePolicy} from '../../../src/domain/policy-parse.ts';
import {policyMatters} from '../../../src/controllers/mapping.ts';
import {policy} from '../../support/builders.ts';

const EVERYTHING = {scope: 'Everything', note: 'an outage'} as const;

function marked(note: unknown): unknown {
  return {metadata: {name: 'shop', namespace: 'shop', annotations: {[PAUSED_ANNOTATION]: note}}};
}

describe('a pause', () => {
  const notes = [
    ['2026-11-28T15:30:00Z by jane: an outage', '2026-11-28T15:30:00Z by jane: an outage'],
    ['true', 'true'],
    ['', ''],
    ['false', undefined],
    [7, undefined],
    ['x'.repeat(1000), 'x'.repeat(256)],
  ] as const;
  for (const [value, note] of notes) {
    it(`that is marked with ${JSON.stringify(value).slice(0, 50)} is ${note === undefined ? 'none' : 'one'}`, () => {
      assert.equal(pauseNote(marked(value)), note);
    });
  }

  it('makes a policy one that starts nothing, whatever its spec says', () => {
    const read = parsePolicy('SidecarPolicy', marked('an outage'));
    assert.deepEqual([read.suspend, read.paused], [true, {scope: 'Policy', note: 'an outage'}]);
    assert.deepEqual([policy().suspend, policy().paused], [false, undefined]);
  });

  it('of everything holds every policy, and one that is paused by itself keeps its own', () => {
    const {suspend, paused} = heldBack(policy(), EVERYTHING);
    assert.deepEqual([suspend, paused], [true, EVERYTHING]);
    const own = parsePolicy('SidecarPolicy', marked('its own'));
    assert.equal(heldBack(own, EVERYTHING), own);
    assert.equal(heldBack(own, undefined), own);
  });

  it('is news, and its end is', () => {
    const [running, held] = [policy(), heldBack(policy(), EVERYTHING)].map(each => ({...each, resourceVersion: '1'}));
    assert.equal(policyMatters(running, held), true);
    assert.equal(policyMatters(held, running), true);
    assert.equal(policyMatters(held, held), false);
  });

  it('says how it ends', () => {
    assert.equal(pauseSentence(EVERYTHING), 'everything is paused (an outage): outrigger resume lets it go on');
    assert.equal(pauseSentence({scope: 'Policy', note: ''}), 'the policy is paused: outrigger resume lets it go on');
  });
});
