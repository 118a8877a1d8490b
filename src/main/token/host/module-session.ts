import { X509Certificate } from 'node:crypto';
import { Fault } from '../../../contracts/faults/index.js';
import type { HostValue } from '../../../contracts/token-host.js';
import { curveOf } from '../raw-signature.js';
import { Cryptoki, type Handle } from './cryptoki.js';
import { driverFault } from './driver-fault.js';
import type { HostedToken, LoginOptions, PinOptions, ReceivePin, SignOptions } from './hosted-token.js';
import { loginOnce, refuseHopelessLogin } from './login.js';
import { type SigningKey, signingKey, signingWays } from './mechanism.js';
import { alwaysAuthenticates, type CertificateObject, certificates, keyType, privateKey } from './objects.js';
import { changePin } from './pin-change.js';
import { identityIn, identityOf, inspectTokens, presentTokens, slotNumber, slotOf, usableSlots } from './tokens.js';

/** A session on the slot that holds a certificate. */
interface Located {
  readonly slot: Handle;
  readonly session: Handle;
  readonly certificate: CertificateObject;
  /** Of the token, whatever slot it is in. */
  readonly identity: string;
}

/** The session that a login opened, and how its key signs. */
interface OpenSession extends Located {
  readonly key: Handle;
  readonly signing: SigningKey;
  readonly alwaysAuthenticates: boolean;
}

/** The operations of a token host on its one module. All throw a {@link Fault} or, for a defect, anything else. */
export class ModuleSession implements HostedToken {
  #cryptoki: Cryptoki | null = null;
  #open: OpenSession | null = null;

  /** @param parameters see `Cryptoki` */
  constructor(
    private readonly modulePath: string,
    private readonly parameters: string | null,
  ) {}

  /** What is plugged in; opens no session. */
  poll(): HostValue<'poll'> {
    return this.#guarded((cryptoki) => {
      const tokens = presentTokens(cryptoki);
      const open = this.#open;
      const several = open && tokens.filter((token) => identityOf(token) === open.identity).length > 1;
      const inUse = several ? cryptoki.slotOfSession(open.session) : null;
      return { tokens, ...(inUse && { slotInUse: slotNumber(inUse) }) };
    });
  }

  /** Tokens and their certificates, through read-only sessions and without a PIN. */
  inspect(): HostValue<'inspect'> {
    return this.#guarded(inspectTokens);
  }

  /**
   * Logs in on the slot that holds exactly this certificate, with at most one C_Login.
   * @throws Fault `token.none`, `token.pin-*`, `token.key-*`, `token.mechanism-missing` …
   */
  async login(options: LoginOptions): Promise<HostValue<'login'>> {
    if (this.#open) throw new TypeError('The host is already logged in.');
    const found = this.#guarded((cryptoki) => this.#locate(cryptoki, options.certificate));
    this.#guarded((cryptoki) => refuseHopelessLogin(cryptoki, found.slot, options.acknowledgeFinalTry));
    await withPin(options.receivePin, (pin) =>
      this.#guarded((cryptoki) => loginOnce(cryptoki, found.slot, found.session, pin, 'user')),
    );
    this.#open = this.#guarded((cryptoki) => {
      const { publicKey } = new X509Certificate(found.certificate.der);
      const key = privateKey(cryptoki, found.session, found.certificate, publicKey);
      const listed = cryptoki.mechanisms(found.slot);
      const type = keyType(cryptoki, found.session, key);
      const signing = signingKey({ type, curve: curveOf(publicKey), listed }, options.mechanism);
      return { ...found, key, signing, alwaysAuthenticates: alwaysAuthenticates(cryptoki, found.session, key) };
    });
    return { mechanism: this.#open.signing.mechanism, alwaysAuthenticates: this.#open.alwaysAuthenticates };
  }

  /** The raw signature over a digest that was made with `algorithm`; one more PIN for a key that asks for it. */
  async sign(options: SignOptions): Promise<HostValue<'sign'>> {
    const open = this.#open;
    if (!open) throw new Fault('token.session-over');
    const ways = signingWays(open.signing, options);
    const { session, key } = open;
    try {
      if (!open.alwaysAuthenticates) return { signature: this.#loaded().sign(session, ways, key) };
      return await withPin(options.receivePin, (pin) => {
        const cryptoki = this.#loaded();
        // Asked now: between C_SignInit and C_Login nothing else may come.
        const slot = slotOf(cryptoki, open.identity, session);
        if (!slot) throw new Fault('token.removed');
        const authenticate = (): void => loginOnce(cryptoki, slot, session, pin, 'context');
        return { signature: cryptoki.sign(session, ways, key, authenticate) };
      });
    } catch (error) {
      if (error instanceof Fault) throw error;
      throw this.#isPresent(open) ? driverFault(error) : new Fault('token.removed', {}, { cause: error });
    }
  }

  /** Fault `token.certificate-changed` when the object that was signed for now shows another certificate, or none. */
  confirm(): HostValue<'confirm'> {
    const open = this.#open;
    if (!open) throw new Fault('token.session-over');
    const same = this.#guarded((cryptoki) =>
      certificates(cryptoki, open.session).some(
        ({ der, id }) => der.equals(open.certificate.der) && id.equals(open.certificate.id),
      ),
    );
    if (!same) throw new Fault(this.#isPresent(open) ? 'token.certificate-changed' : 'token.removed');
    return null;
  }

  /**
   * One C_Login and one C_SetPIN on the token that holds this certificate.
   * @throws Fault `token.none`, `token.pin-*` …
   */
  async changePin(options: PinOptions): Promise<HostValue<'change-pin'>> {
    if (this.#open) throw new TypeError('The host is already logged in.');
    const found = this.#guarded((cryptoki) => this.#locate(cryptoki, options.certificate));
    this.#guarded((cryptoki) => {
      cryptoki.closeSession(found.session);
      refuseHopelessLogin(cryptoki, found.slot, options.acknowledgeFinalTry);
    });
    await withPin(options.receivePin, (pair) => this.#guarded((cryptoki) => changePin(cryptoki, found.slot, pair)));
    return null;
  }

  /** Ends the login; what the driver says to that does not matter, the process ends next. */
  logout(): HostValue<'logout'> {
    const open = this.#open;
    this.#open = null;
    if (open) {
      try {
        this.#loaded().logout(open.session);
        this.#loaded().closeSession(open.session);
      } catch {
        return null;
      }
    }
    return null;
  }

  /** Whether what was typed has reached the driver since the last call of this. */
  takePinUsed(): boolean {
    return this.#cryptoki?.takePinUsed() ?? false;
  }

  #loaded(): Cryptoki {
    this.#cryptoki ??= new Cryptoki(this.modulePath, this.parameters);
    return this.#cryptoki;
  }

  #guarded<T>(action: (cryptoki: Cryptoki) => T): T {
    try {
      return action(this.#loaded());
    } catch (error) {
      throw driverFault(error);
    }
  }

  #isPresent({ identity, session }: Located): boolean {
    try {
      return slotOf(this.#loaded(), identity, session) !== null;
    } catch {
      return false;
    }
  }

  #locate(cryptoki: Cryptoki, der: Uint8Array): Located {
    for (const slot of usableSlots(cryptoki)) {
      const session = cryptoki.openSession(slot);
      const certificate = certificates(cryptoki, session).find((candidate) => candidate.der.equals(der));
      if (certificate) return { slot, session, certificate, identity: identityIn(cryptoki, slot) };
      cryptoki.closeSession(session);
    }
    throw new Fault('token.none');
  }
}

/** The bytes are erased when `use` is over. */
const withPin = async <T>(receivePin: ReceivePin, use: (pin: Uint8Array) => T): Promise<T> => {
  const pin = await receivePin();
  try {
    return use(pin);
  } finally {
    pin.fill(0);
  }
};
