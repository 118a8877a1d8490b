/** Where species are kept: a real host process over the module that misbehaves, and what is watched of it. */
import { createHash, verify, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { Fault } from '../../src/contracts/faults/index.js';
import { PinTries } from '../../src/main/jobs/batch/pin-tries.js';
import type { HostExit, HostLauncher, HostProcess } from '../../src/main/token/host-launcher.js';
import { NodeHostLauncher } from '../../src/main/token/node-host-launcher.js';
import type { AskContextPin, PinSource } from '../../src/main/token/pin.js';
import type { Signer } from '../../src/main/token/signer.js';
import type { Deadlines } from '../../src/main/token/token-host.js';
import type { TokenService } from '../../src/main/token/token-service.js';
import {
  buildFaultModule,
  buildHost,
  loggedCalls,
  pinBytes,
  serviceFor,
  temporaryFolder,
  toSign,
} from '../integration/token-harness.js';
import { rightPin, wrongPin } from './pins.js';
import type { Attempt } from './species.js';

/** What was built. */
export interface Zoo {
  readonly host: string;
  readonly module: string;
}

export const buildZoo = async (): Promise<Zoo> => ({ host: await buildHost(), module: buildFaultModule() });

/** The certificate of one of the module's own tokens. */
export const certificateOf = ({ module }: Zoo, token: string): X509Certificate =>
  new X509Certificate(readFileSync(join(dirname(module), 'tokens', token, 'certificate.der')));

/** Counts the hosts that it launches and keeps how they ended. */
class CountingLauncher implements HostLauncher {
  launched = 0;
  readonly exits: HostExit[] = [];

  constructor(private readonly inner: HostLauncher) {}

  launch(path: string): HostProcess {
    this.launched += 1;
    const process = this.inner.launch(path);
    process.onExit((exit) => this.exits.push(exit));
    return process;
  }
}

export interface Cage {
  readonly module: string;
  readonly service: TokenService;
  /** The product of another process: it knows what the one before it has left on disk. */
  readonly restarted: () => Cage;
  readonly launcher: CountingLauncher;
  /** The module's log of calls. */
  readonly log: string;
  /** The one that is signed with. */
  readonly certificate: X509Certificate;
}

export interface CageOptions {
  readonly script: string;
  readonly deadlines: Deadlines;
  readonly certificate: X509Certificate;
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

export const openCage = ({ host, module }: Zoo, { script, deadlines, certificate, environment }: CageOptions): Cage => {
  const folder = temporaryFolder();
  const log = join(folder, 'calls');
  const launcher = new CountingLauncher(
    new NodeHostLauncher(host, {
      ...process.env,
      PKCS11_FAULT_SCRIPT: `${script},log=${log}`,
      PKCS11_FAULT_STATE: join(folder, 'state'),
      PKCS11_FAULT_PIN: rightPin,
      ...environment,
    }),
  );
  const cage = (): Cage => {
    const service = serviceFor(launcher, deadlines, new PinTries(join(folder, 'pin-tries')));
    return { module, service, restarted: cage, launcher, log, certificate };
  };
  return cage();
};

/** The fault's code; anything else thrown is a defect and told as it is. */
export const codeOf = (error: unknown): string => {
  if (!(error instanceof Fault)) return String(error);
  expect(error.value.vi).not.toMatch(/\{\w+\}/);
  return error.code;
};

const typedPin = (pin: Attempt['pin']): PinSource => {
  switch (pin) {
    case 'wrong':
      return pinBytes(wrongPin);
    case 'pad':
      return pinBytes('');
    case 'right':
    case undefined:
      return pinBytes(rightPin);
  }
};

/** Whether the certificate's key made the signature over the message, by Node's OpenSSL. */
const isSignatureOf = (certificate: X509Certificate, { mechanism }: Signer, message: string, value: Uint8Array) =>
  verify(
    'sha256',
    Buffer.from(message),
    { key: certificate.publicKey, ...(mechanism === 'rsa-pss' && { padding: 6, saltLength: 32 }) },
    value,
  );

/** What came of one typed PIN, in the words of {@link Attempt}. */
export interface Outcome {
  readonly pin?: Attempt['pin'];
  readonly deliberate?: true;
  readonly refused?: string;
  readonly documents?: readonly string[];
  readonly confirmed?: string;
  readonly logins: number;
  readonly contextPins?: number;
}

export const openSigner = (
  { service, certificate, module }: Cage,
  attempt: Attempt,
  contextPin: AskContextPin = async () => null,
): Promise<Signer> =>
  service.openSigner({
    fingerprint: createHash('sha256').update(certificate.raw).digest('hex'),
    modules: [module],
    pin: typedPin(attempt.pin),
    acknowledgeFinalTry: attempt.deliberate ?? false,
    contextPin,
  });

/** Logs in with one PIN, signs, closes; and sees that the PIN went to the token once at most, and only when it might. */
export const live = async (attempt: Attempt, cage: Cage): Promise<Outcome> => {
  const before = loggedCalls(cage.log).length;
  let contextPins = 0;
  const contextPin: AskContextPin = async (again) => {
    if (again) return null;
    contextPins += 1;
    return { pin: pinBytes(rightPin), acknowledgedFinalTry: attempt.deliberate ?? false, dispose: () => undefined };
  };
  const ends = await openSigner(cage, attempt, contextPin).then(
    (signer) => use(signer, cage.certificate, attempt.documents?.length ?? 2),
    (error: unknown) => ({ refused: codeOf(error) }),
  );
  const calls = loggedCalls(cage.log).slice(before);
  const count = (name: string): number => calls.filter((call) => call === name).length;
  expect(count('C_Login'), 'C_Login calls, of PINs typed').toBeLessThanOrEqual(1 + contextPins);
  expect(count('PIN tried though locked')).toBe(0);
  if (!attempt.deliberate) expect(count('PIN tried at the last try')).toBe(0);
  expect(count('PIN counted as wrong')).toBeLessThanOrEqual(attempt.pin === 'wrong' ? 1 : 0);
  return {
    ...(attempt.pin && { pin: attempt.pin }),
    ...(attempt.deliberate && { deliberate: attempt.deliberate }),
    ...ends,
    logins: count('C_Login') - count('C_Login for a signature'),
    ...(contextPins > 0 && { contextPins }),
  };
};

const use = async (
  signer: Signer,
  certificate: X509Certificate,
  count: number,
): Promise<Pick<Outcome, 'documents' | 'confirmed'>> => {
  const documents: string[] = [];
  for (let index = 0; index < count; index++) {
    const message = `document ${index}`;
    documents.push(
      await signer
        .sign(toSign(message), 'sha256')
        .then((value) => (isSignatureOf(certificate, signer, message, value) ? 'signed' : 'WRONG'), codeOf),
    );
  }
  const confirmed = documents.every((end) => end === 'signed') ? await signer.confirm().then(() => null, codeOf) : null;
  await signer.close();
  await signer.close();
  return { documents, ...(confirmed !== null && { confirmed }) };
};

const isAlive = (pid: number): boolean => {
  try {
    // A process that ended but was not yet waited for does not count.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};

const pidsIn = (log: string): number[] =>
  existsSync(log) ? [...new Set(readFileSync(log, 'utf8').trimEnd().split('\n').map(Number.parseFloat))] : [];

/** Every host is gone, and none of them said the PIN. */
export const expectNothingLeft = ({ launcher: { exits, launched }, log }: Cage): void => {
  expect(exits).toHaveLength(launched);
  expect(pidsIn(log).filter(isAlive)).toEqual([]);
  for (const { output } of exits) expect(output).not.toContain(rightPin);
};
