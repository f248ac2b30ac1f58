import assert from 'node:assert/strict';
import {seats, type Guest} from '../../../src/domain/seats.ts';
import {container, native} from '../../support/builders.ts';

/** `setup` and the like are regular init containers, `~name` a native sidecar. */
function entry(text: string): unknown {
  return text.startsWith('~') ? native(text.slice(1)) : container(text);
}

/** Guests as `a:AfterInit` or `a:BeforeInit`, with the slot that they have, and `!` where they stay. */
function guest(text: string): Guest {
  const [, position, slot, stays] = /^\w+:(AfterInit|BeforeInit)(?:@(\d+))?(!)?$/.exec(text) ?? [];
  return {
    position: position === 'BeforeInit' ? 'BeforeInit' : 'AfterInit',
    type: stays === '!' ? 'Stays' : 'Comes',
    ...(slot !== undefined && {slot: Number(slot)}),
  };
}

function seated(present: readonly string[], guests: readonly string[]): string {
  const name = (text: string): string => text.split(':', 1)[0] ?? '';
  return seats(present.map(entry), guests.map(guest))
    .map(seat => (seat.type === 'Present' ? present[seat.index] : name(guests[seat.guest] ?? '')))
    .join(' ');
}

describe('seats', () => {
  const cases: readonly [title: string, present: readonly string[], guests: readonly string[], want: string][] = [
    ['AfterInit goes behind all init containers', ['setup', 'migrate'], ['a:AfterInit'], 'setup migrate a'],
    ['AfterInit goes behind native sidecars that are there', ['setup', '~mesh'], ['a:AfterInit'], 'setup ~mesh a'],
    ['BeforeInit goes before the first init container', ['setup', 'migrate'], ['a:BeforeInit'], 'a setup migrate'],
    ['BeforeInit goes behind native sidecars that are first', ['~mesh', 'setup'], ['a:BeforeInit'], '~mesh a setup'],
    [
      'both sides, each in its order',
      ['setup'],
      ['a:AfterInit', 'b:BeforeInit', 'c:AfterInit', 'd:BeforeInit'],
      'b d setup a c',
    ],
    ['without init containers', [], ['a:AfterInit', 'b:BeforeInit'], 'b a'],
    ['E6: never before istio-init', ['istio-init', 'setup'], ['a:BeforeInit'], 'istio-init a setup'],
    [
      'E6: never before linkerd-network-validator, nor before what precedes it',
      ['setup', 'linkerd-network-validator'],
      ['a:BeforeInit'],
      'setup linkerd-network-validator a',
    ],
    [
      'E6: behind the proxy that an injector put behind its init container',
      ['istio-init', '~istio-proxy', 'setup'],
      ['a:BeforeInit'],
      'istio-init ~istio-proxy a setup',
    ],
    [
      'E6: behind the last of several',
      ['istio-init', 'setup', 'kuma-init'],
      ['a:BeforeInit'],
      'istio-init setup kuma-init a',
    ],
    [
      'E6: one that stays goes behind a network init container that came later',
      ['istio-init', '~a', 'kuma-init', 'setup'],
      ['a:BeforeInit@1!'],
      'istio-init kuma-init a setup',
    ],
    [
      'one that stays behind the network keeps its place before other sidecars',
      ['istio-init', '~a', '~mesh', 'setup'],
      ['a:BeforeInit@1!'],
      'istio-init a ~mesh setup',
    ],
    [
      'a native sidecar of that name is no network init container',
      ['~istio-init', 'setup'],
      ['a:BeforeInit'],
      '~istio-init a setup',
    ],
    [
      'one that comes takes the slot of its outdated copy',
      ['setup', '~a', '~mesh'],
      ['a:AfterInit@1'],
      'setup a ~mesh',
    ],
    [
      'those that come share their slots in the order of the manifest',
      ['~b', '~mesh', '~a'],
      ['a:AfterInit@2', 'b:AfterInit@0'],
      'a ~mesh b',
    ],
    ['a new one between two that come back', ['~a', '~c'], ['a:AfterInit@0', 'b:AfterInit', 'c:AfterInit@1'], 'a b c'],
    ['a slot before a regular init container is no place for AfterInit', ['~a', 'setup'], ['a:AfterInit@0'], 'setup a'],
    [
      'a slot behind a regular init container is no place for BeforeInit',
      ['setup', '~a'],
      ['a:BeforeInit@1'],
      'a setup',
    ],
    [
      'one that must leave its slot does not overtake another',
      ['~a', 'setup', '~b'],
      ['a:AfterInit@0', 'b:AfterInit@2'],
      'setup a b',
    ],
    ['those that stay keep their places', ['~a', '~mesh', '~b'], ['a:AfterInit@0!', 'b:AfterInit@2!'], 'a ~mesh b'],
    [
      'those that stay do not change places with those that come',
      ['~a', '~b'],
      ['b:AfterInit@1!', 'a:AfterInit@0'],
      'a b',
    ],
    ['one that stays goes behind an init container that came later', ['~a', 'setup'], ['a:AfterInit@0!'], 'setup a'],
    ['one that stays changes sides', ['setup', '~a'], ['a:BeforeInit@1!'], 'a setup'],
    [
      'what BeforeInit could not pass is no reason to move it again',
      ['setup', 'istio-init', '~a', 'migrate'],
      ['a:BeforeInit@2!'],
      'setup istio-init a migrate',
    ],
  ];
  for (const [title, present, guests, want] of cases) {
    it(title, () => {
      assert.equal(seated(present, guests), want);
    });
  }

  it('takes entries that are no containers for regular ones', () => {
    assert.deepEqual(seats([null, 'x'], [{position: 'AfterInit', type: 'Comes'}]).at(-1), {type: 'Guest', guest: 0});
  });
});
