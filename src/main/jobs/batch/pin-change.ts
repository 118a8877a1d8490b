/** The PIN of a token is changed: old and new are typed by the person, each time that they are tried. */
import { Fault, type FaultValue } from '../../../contracts/faults/index.js';
import type { ModuleReport } from '../../../contracts/token.js';
import { type TypedPin, worthTypingAgain } from '../../token/pin.js';
import { type AskPin, findCertificate, pinPrompt } from './pin-request.js';

export interface PinChangePorts {
  readonly listTokens: () => Promise<readonly ModuleReport[]>;
  readonly askPin: AskPin;
  /** At most one C_SetPIN with what was typed. Fault `token.*`. */
  readonly changePin: (fingerprint: string, typed: TypedPin) => Promise<void>;
}

const worthAnotherPair = (thrown: unknown): thrown is Fault =>
  worthTypingAgain(thrown) || (thrown instanceof Fault && thrown.code === 'token.pin-new-rejected');

/**
 * Asks until the token has taken the new PIN or the person declines: then false.
 * @param fingerprint of a certificate on the token (SHA-256, lower-case hexadecimal)
 * @throws Fault `token.*` where typing again cannot help
 */
export const changePin = async (fingerprint: string, ports: PinChangePorts): Promise<boolean> => {
  for (let again: FaultValue | null = null; ; ) {
    const found = findCertificate(await ports.listTokens(), fingerprint);
    if (!found) throw new Fault('token.none');
    const typed = await ports.askPin(pinPrompt([], found, { purpose: { kind: 'change' }, again, caution: [] }));
    if (!typed) return false;
    try {
      await ports.changePin(fingerprint, typed);
      return true;
    } catch (thrown) {
      if (!worthAnotherPair(thrown)) throw thrown;
      again = thrown.value;
    } finally {
      typed.dispose();
    }
  }
};
