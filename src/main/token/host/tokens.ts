/** The tokens in the slots of a module, told apart by what they say of themselves and never by a slot's number. */
import pkcs11js from 'pkcs11js';
import { toFaultValue } from '../../../contracts/faults/index.js';
import type { UnknownToken } from '../../../contracts/token.js';
import type { HostToken, HostTokenInfo } from '../../../contracts/token-host.js';
import { plainText } from '../plain-text.js';
import { type Cryptoki, type Handle, returnValue } from './cryptoki.js';
import { driverFault } from './driver-fault.js';
import { certificates } from './objects.js';
import { hasPad, pinState } from './pin-state.js';

/** What is in one slot. `flags` is null when the driver cannot say what it is. */
interface Occupied {
  readonly slot: Handle;
  readonly info: HostTokenInfo;
  readonly flags: number | null;
  readonly error?: unknown;
}

/** CK_ULONG has 4 octets on Windows, 8 elsewhere; it is for display, so that a larger one may be cut. */
export const slotNumber = (slot: Handle): number =>
  slot.length >= 8 ? Math.min(Number(slot.readBigUInt64LE()), Number.MAX_SAFE_INTEGER) : slot.readUInt32LE();

const infoOf = (slot: Handle, info: pkcs11js.TokenInfo): HostTokenInfo => ({
  slot: slotNumber(slot),
  label: plainText(info.label),
  manufacturer: plainText(info.manufacturerID),
  model: plainText(info.model),
  serial: plainText(info.serialNumber),
  pin: {
    state: pinState(info.flags),
    minLength: info.minPinLen,
    maxLength: info.maxPinLen,
    pad: hasPad(info.flags),
  },
});

const nothingKnown = (slot: Handle): HostTokenInfo => ({
  slot: slotNumber(slot),
  label: '',
  manufacturer: '',
  model: '',
  serial: '',
  pin: { state: 'not-set', minLength: 0, maxLength: 0, pad: false },
});

/** Pulled out since its slot was listed. */
const isGone = (error: unknown): boolean =>
  ['CKR_TOKEN_NOT_PRESENT', 'CKR_DEVICE_REMOVED', 'CKR_SLOT_ID_INVALID'].includes(returnValue(error) ?? '');

const occupied = (cryptoki: Cryptoki): Occupied[] =>
  cryptoki.slots().flatMap((slot): Occupied[] => {
    try {
      const info = cryptoki.tokenInfo(slot);
      return [{ slot, info: infoOf(slot, info), flags: info.flags }];
    } catch (error) {
      if (isGone(error)) return [];
      // A card of another kind is nothing that went wrong.
      const foreign = returnValue(error) === 'CKR_TOKEN_NOT_RECOGNIZED';
      return [{ slot, info: nothingKnown(slot), flags: null, ...(!foreign && { error }) }];
    }
  });

const isInitialised = ({ flags }: Occupied): boolean =>
  flags !== null && (flags & pkcs11js.CKF_TOKEN_INITIALIZED) !== 0;

/** Everything that is plugged in. */
export const presentTokens = (cryptoki: Cryptoki): HostTokenInfo[] => occupied(cryptoki).map(({ info }) => info);

const unknown = (
  { info: { slot, label, manufacturer, model, serial } }: Occupied,
  reason: UnknownToken['reason'],
  error?: unknown,
): UnknownToken => ({
  ...{ slot, label, manufacturer, model, serial, reason },
  ...(error === undefined ? {} : { error: toFaultValue(driverFault(error)) }),
});

/** Tokens with their certificates; one that gives none is told as unknown and does not hold up the others. */
export const inspectTokens = (cryptoki: Cryptoki): { tokens: HostToken[]; unknown: UnknownToken[] } => {
  const found: { tokens: HostToken[]; unknown: UnknownToken[] } = { tokens: [], unknown: [] };
  for (const each of occupied(cryptoki)) {
    if (each.flags === null) found.unknown.push(unknown(each, 'unreadable', each.error));
    else if (!isInitialised(each)) found.unknown.push(unknown(each, 'not-initialised'));
    else {
      try {
        const read = inSession(cryptoki, each.slot, (session) => certificates(cryptoki, session));
        if (read.length === 0) found.unknown.push(unknown(each, 'no-certificate'));
        else found.tokens.push({ ...each.info, certificates: read.map(({ der, label }) => ({ der, label })) });
      } catch (error) {
        if (!isGone(error)) found.unknown.push(unknown(each, 'unreadable', error));
      }
    }
  }
  return found;
};

const inSession = <T>(cryptoki: Cryptoki, slot: Handle, read: (session: Handle) => T): T => {
  const session = cryptoki.openSession(slot);
  try {
    return read(session);
  } finally {
    cryptoki.closeSession(session);
  }
};

/** Slots with a token in use. */
export const usableSlots = (cryptoki: Cryptoki): Handle[] =>
  occupied(cryptoki)
    .filter(isInitialised)
    .map(({ slot }) => slot);

/** What stays the same about a token while slots are renumbered. */
export const identityOf = ({ label, manufacturer, model, serial }: HostTokenInfo): string =>
  JSON.stringify([serial, label, model, manufacturer]);

/**
 * The slot that the token is in now, or null when it is out. Of several that say the same of themselves it is that of the
 * session; the first, where the driver does not tell.
 */
export const slotOf = (cryptoki: Cryptoki, identity: string, session: Handle): Handle | null => {
  const [first, ...others] = occupied(cryptoki).filter(({ info }) => identityOf(info) === identity);
  const inUse = others.length > 0 ? cryptoki.slotOfSession(session) : null;
  return (inUse && others.find(({ slot }) => slot.equals(inUse))?.slot) ?? first?.slot ?? null;
};

/** See {@link identityOf}. */
export const identityIn = (cryptoki: Cryptoki, slot: Handle): string =>
  identityOf(infoOf(slot, cryptoki.tokenInfo(slot)));
