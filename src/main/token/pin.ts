import { Fault, type FaultValue } from '../../contracts/faults/index.js';

/**
 * Where the PIN (UTF-8) of one login comes from. `bytes` is overwritten with zeros as soon as it was handed to the
 * host, or when it turns out that it is not needed. `port` is the receiving end of a message channel that the launcher
 * passes on unread; the PIN window holds the other end.
 */
export type PinSource =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'port'; readonly port: unknown };

/** A PIN that a person typed just now, for one login or for one signature of a key that asks every time. */
export interface TypedPin {
  readonly pin: PinSource;
  /** The person knows that the token allows, or may allow, one more try only, and wants it. */
  readonly acknowledgedFinalTry: boolean;
  /** To be called once it was used, whatever came of it: ends the process in which the PIN was typed. */
  dispose(): void;
}

/** Asks the person, `again` with what became of the PIN before; null when he declines. */
export type AskContextPin = (again: FaultValue | null) => Promise<TypedPin | null>;

/** A login that failed so that typing again, by the person's own decision, can help. */
export const worthTypingAgain = (thrown: unknown): thrown is Fault => {
  if (!(thrown instanceof Fault)) return false;
  switch (thrown.code) {
    case 'token.pin-wrong':
    case 'token.pin-wrong-count-low':
    case 'token.pin-wrong-final-try':
    case 'token.pin-final-try':
    case 'token.pin-perhaps-final-try':
    case 'token.pin-count-unknown':
    case 'token.pin-length':
    case 'token.pin-rejected':
      return true;
    default:
      return false;
  }
};

/** Overwrites the bytes that this process holds; a port holds none here. */
export const erasePin = (pin: PinSource): void => {
  if (pin.kind === 'bytes') pin.bytes.fill(0);
};
