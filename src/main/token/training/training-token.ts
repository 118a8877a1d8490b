import { createPrivateKey, X509Certificate } from 'node:crypto';
import { Fault } from '../../../contracts/faults/index.js';
import { decodePinPair } from '../../../contracts/pin-pair.js';
import type { PinFlag } from '../../../contracts/token.js';
import type { HostTokenInfo, HostValue } from '../../../contracts/token-host.js';
import type { HostedToken, LoginOptions, PinOptions, SignOptions } from '../host/hosted-token.js';
import { rsaSignature } from '../raw-signature.js';
import {
  isPinOf,
  readTrainingToken,
  type TrainingIdentity,
  type TrainingTokenContent,
  trainingPinLengths,
  trainingTries,
  withNewPin,
  writeTrainingToken,
} from './token-file.js';

const stateOf = ({ triesLeft }: TrainingTokenContent): PinFlag => {
  if (triesLeft === 0) return 'locked';
  if (triesLeft === 1) return 'final-try';
  return triesLeft < trainingTries ? 'count-low' : 'ok';
};

/** As a driver would find out after a wrong PIN. */
const wrongPin = (content: TrainingTokenContent): Fault => {
  switch (content.triesLeft) {
    case 0:
      return new Fault('token.pin-locked');
    case 1:
      return new Fault('token.pin-wrong-final-try');
    default:
      return new Fault('token.pin-wrong-count-low');
  }
};

const requireLength = (pin: Uint8Array): void => {
  const { minLength: min, maxLength: max } = trainingPinLengths;
  if (pin.length === 0) throw new Fault('token.pin-missing');
  if (pin.length < min || pin.length > max) throw new Fault('token.pin-length', { min, max });
};

const der = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

const holds =
  (certificate: Uint8Array) =>
  ({ certificate: own }: Pick<TrainingIdentity, 'certificate'>): boolean =>
    Buffer.from(certificate).toString('base64') === own;

/**
 * Answers as the token in the drawer would: the same flags, the same count of tries, one PIN for one login. The file is
 * read for every answer, because it may be renewed meanwhile.
 */
export class TrainingToken implements HostedToken {
  #open: TrainingIdentity | null = null;
  #pinUsed = false;

  /** @param path absolute, of the file */
  constructor(private readonly path: string) {}

  poll(): HostValue<'poll'> {
    return { tokens: [this.#info(readTrainingToken(this.path))] };
  }

  inspect(): HostValue<'inspect'> {
    const content = readTrainingToken(this.path);
    const issuer = { der: der(content.issuer), label: new X509Certificate(der(content.issuer)).subject };
    const own = content.identities.map(({ certificate, label }) => ({ der: der(certificate), label }));
    return { tokens: [{ ...this.#info(content), certificates: [...own, issuer] }], unknown: [] };
  }

  /** Faults `token.none`, `token.pin-*`. */
  async login(options: LoginOptions): Promise<HostValue<'login'>> {
    const identity = readTrainingToken(this.path).identities.find(holds(options.certificate));
    if (!identity) throw new Fault('token.none');
    await this.#withPin(options, (pin, content) => this.#check(content, pin));
    this.#open = identity;
    return { mechanism: 'rsa-pkcs1', alwaysAuthenticates: false };
  }

  async sign({ digest, algorithm }: SignOptions): Promise<HostValue<'sign'>> {
    const { key } = this.#session();
    const privateKey = createPrivateKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'pkcs8' });
    return { signature: rsaSignature(privateKey, digest, algorithm) };
  }

  /** Fault `token.certificate-changed` where the file was replaced meanwhile. */
  confirm(): HostValue<'confirm'> {
    const { certificate } = this.#session();
    if (!readTrainingToken(this.path).identities.some((one) => one.certificate === certificate))
      throw new Fault('token.certificate-changed');
    return null;
  }

  /** Faults `token.none`, `token.pin-*`. */
  async changePin(options: PinOptions): Promise<HostValue<'change-pin'>> {
    await this.#withPin(options, (pair, content) => {
      const pins = decodePinPair(pair);
      if (!pins) throw new Fault('token.pin-missing');
      requireLength(pins.newPin);
      writeTrainingToken(this.path, withNewPin(this.#check(content, pins.oldPin), pins.newPin));
    });
    return null;
  }

  logout(): HostValue<'logout'> {
    this.#open = null;
    return null;
  }

  takePinUsed(): boolean {
    const used = this.#pinUsed;
    this.#pinUsed = false;
    return used;
  }

  #info(content: TrainingTokenContent): HostTokenInfo {
    return {
      slot: 0,
      label: 'THIẾT BỊ THỰC HÀNH',
      manufacturer: 'Ký số công vụ',
      model: 'TẬP HUẤN',
      serial: content.serial,
      pin: { state: stateOf(content), ...trainingPinLengths, pad: false },
    };
  }

  #session(): TrainingIdentity {
    if (!this.#open) throw new Fault('token.session-over');
    return this.#open;
  }

  /** What the flags say decides first: a locked PIN is not tried, the last try only on purpose. */
  async #withPin(
    { acknowledgeFinalTry, receivePin }: PinOptions,
    use: (pin: Uint8Array, content: TrainingTokenContent) => void,
  ): Promise<void> {
    const content = readTrainingToken(this.path);
    const state = stateOf(content);
    if (state === 'locked') throw new Fault('token.pin-locked');
    if (state === 'final-try' && !acknowledgeFinalTry) throw new Fault('token.pin-final-try');
    const pin = await receivePin();
    try {
      use(pin, content);
    } finally {
      pin.fill(0);
    }
  }

  /** One try: counted before anything is said of it. */
  #check(content: TrainingTokenContent, pin: Uint8Array): TrainingTokenContent {
    requireLength(pin);
    this.#pinUsed = true;
    const right = isPinOf(content, pin);
    const after = { ...content, triesLeft: right ? trainingTries : content.triesLeft - 1 };
    writeTrainingToken(this.path, after);
    if (!right) throw wrongPin(after);
    return after;
  }
}
