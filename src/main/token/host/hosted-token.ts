/** What a token host serves: a vendor's module, or the training token. */
import type { SigningDigest } from '../../../contracts/jobs.js';
import type { HostValue, SignatureMechanism } from '../../../contracts/token-host.js';

/** Fetches what was typed (UTF-8); asked only when it will be used for the one C_Login. */
export type ReceivePin = () => Promise<Uint8Array>;

/** What the caller of `login` and `changePin` decides. */
export interface PinOptions {
  readonly certificate: Uint8Array;
  readonly acknowledgeFinalTry: boolean;
  readonly receivePin: ReceivePin;
}

export interface LoginOptions extends PinOptions {
  /** Sign in this way or not at all. */
  readonly mechanism?: SignatureMechanism | undefined;
}

export interface SignOptions {
  readonly digest: Uint8Array;
  /** What `digest` is of. */
  readonly message: Uint8Array;
  readonly algorithm: SigningDigest;
  readonly receivePin: ReceivePin;
}

/** All throw a `Fault` or, for a defect, anything else. */
export interface HostedToken {
  poll(): HostValue<'poll'>;
  inspect(): HostValue<'inspect'>;
  login(options: LoginOptions): Promise<HostValue<'login'>>;
  sign(options: SignOptions): Promise<HostValue<'sign'>>;
  confirm(): HostValue<'confirm'>;
  changePin(options: PinOptions): Promise<HostValue<'change-pin'>>;
  logout(): HostValue<'logout'>;
  /** Whether what was typed was tried since the last call of this. */
  takePinUsed(): boolean;
}
