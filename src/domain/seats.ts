import {isNative} from './containers.ts';
import {isObject} from './json.ts';

/** Something that needs a place in `initContainers`. */
export interface Guest {
  readonly position: 'AfterInit' | 'BeforeInit';
  /** `Stays`: it stands in `initContainers` already. `Comes`: it is new; a copy of it that stands there is outdated. */
  readonly type: 'Stays' | 'Comes';
  /** Index of what of it stands in `initContainers`. */
  readonly slot?: number;
}

/** One place of the new list: an entry that was there (by its index), or a guest (by its index among the guests). */
export type Seat =
  {readonly type: 'Present'; readonly index: number} | {readonly type: 'Guest'; readonly guest: number};

/**
 * Init containers that set up or check the pod's network for a proxy: what runs before them has none, or bypasses it
 * (E6; injection templates of Istio, Linkerd, Consul and Kuma).
 */
export const NETWORK_INIT: readonly string[] = [
  'istio-init',
  'istio-validation',
  'linkerd-init',
  'linkerd-network-validator',
  'consul-connect-inject-init',
  'kuma-init',
  'kuma-validation',
];

const SIDES = ['BeforeInit', 'AfterInit'] as const;

/**
 * The order of `initContainers` with all guests in it. Slots that are on the right side of every regular init container
 * stay in use; who gets none goes in behind the native sidecars of its side. Guests of one side keep their order.
 */
export function seats(present: readonly unknown[], guests: readonly Guest[]): readonly Seat[] {
  const taken = new Map(SIDES.flatMap(position => takenSlots(present, guests, position)));
  const vacated = new Set(guests.map(guest => guest.slot));
  const order = present.flatMap((_, index): Seat[] => {
    const guest = taken.get(index);
    if (guest !== undefined) return [{type: 'Guest', guest}];
    return vacated.has(index) ? [] : [{type: 'Present', index}];
  });
  const seated = new Set(taken.values());
  const [before = [], after = []] = SIDES.map(position =>
    lineOf(guests, position)
      .filter(guest => !seated.has(guest))
      .map((guest): Seat => ({type: 'Guest', guest})),
  );
  return [...order.toSpliced(frontOf(order, present), 0, ...before), ...after];
}

/** Slot and guest pairs of one side. */
function takenSlots(
  present: readonly unknown[],
  guests: readonly Guest[],
  position: Guest['position'],
): readonly (readonly [number, number])[] {
  const line = lineOf(guests, position);
  const slots = line.flatMap(guest => {
    const slot = guests[guest]?.slot;
    return slot !== undefined && isRightSide(present, slot, position) ? [slot] : [];
  });
  slots.sort((a, b) => a - b);
  return slots.map((slot, rank) => [slot, line[rank] ?? 0] as const);
}

/**
 * The guests of one side in their order: by slot, then those without one. Guests that come share their slots, since
 * their order among each other is the manifest's, which is newer than that of their copies.
 */
function lineOf(guests: readonly Guest[], position: Guest['position']): readonly number[] {
  const side = [...guests.keys()].filter(index => guests[index]?.position === position);
  const coming = side.filter(index => guests[index]?.type === 'Comes');
  const shared = coming.map(index => guests[index]?.slot ?? Infinity).sort((a, b) => a - b);
  const rank = (index: number): number => shared[coming.indexOf(index)] ?? guests[index]?.slot ?? Infinity;
  return side.sort((a, b) => compare(rank(a), rank(b)));
}

/** Not a difference: two guests without a slot (Infinity − Infinity) keep their order. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function isRightSide(present: readonly unknown[], slot: number, position: Guest['position']): boolean {
  // What stands before the network's init containers stays before them, and so before BeforeInit.
  const last = position === 'AfterInit' ? present.length : present.findLastIndex(isNetworkInit);
  return present.every((one, index) => isNative(one) || (index <= last ? index < slot : index > slot));
}

/** Where BeforeInit begins: behind the network's init containers and the native sidecars that follow them. */
function frontOf(order: readonly Seat[], present: readonly unknown[]): number {
  const regular = (seat: Seat): boolean => seat.type === 'Present' && !isNative(present[seat.index]);
  const network = order.findLastIndex(seat => seat.type === 'Present' && isNetworkInit(present[seat.index]));
  const front = order.findIndex((seat, index) => index > network && regular(seat));
  return front < 0 ? order.length : front;
}

function isNetworkInit(one: unknown): boolean {
  return isObject(one) && !isNative(one) && NETWORK_INIT.some(name => name === one['name']);
}
