/** The options by which a command line names the key it signs with; the same for `sign` and `queue run`. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import type { ModuleReport, Token, TokenCertificate } from '../../contracts/token.js';
import type { Signer } from '../token/signer.js';
import type { TokenService } from '../token/token-service.js';
import { openTrainingSigner } from '../token/training-signer.js';
import { required, usage } from './arguments.js';
import type { SecretLines } from './secret.js';

export const signerOptions = {
  module: { type: 'string', multiple: true },
  token: { type: 'string' },
  cert: { type: 'string' },
  'pin-stdin': { type: 'boolean' },
  'accept-final-try': { type: 'boolean' },
  pss: { type: 'boolean' },
  'training-p12': { type: 'string' },
  'passphrase-stdin': { type: 'boolean' },
} as const;

export interface SignerValues {
  readonly module?: readonly string[] | undefined;
  readonly token?: string | undefined;
  readonly cert?: string | undefined;
  readonly 'pin-stdin'?: boolean | undefined;
  readonly 'accept-final-try'?: boolean | undefined;
  /** RSA with PSS, or not at all. */
  readonly pss?: boolean | undefined;
  readonly 'training-p12'?: string | undefined;
  readonly 'passphrase-stdin'?: boolean | undefined;
}

interface Choice {
  readonly token: Token;
  readonly certificate: TokenCertificate;
}

const describe = ({ token, certificate }: Choice): string =>
  `${certificate.fingerprint} (${certificate.subject.commonName ?? certificate.label}, thiết bị ${token.label})`;

/** The one certificate that the options leave; more than one is for the person to decide. */
const choose = (modules: readonly ModuleReport[], values: SignerValues): Choice => {
  const wanted = values.cert?.toLowerCase().replaceAll(':', '');
  const choices = modules
    .flatMap((module) => module.tokens)
    .filter((token) => values.token === undefined || token.label === values.token)
    .flatMap((token) => token.certificates.map((certificate) => ({ token, certificate })))
    .filter(({ certificate }) => (wanted === undefined ? certificate.canSign : certificate.fingerprint === wanted));
  const [only, second] = choices;
  if (only && !second) return only;
  if (second) throw usage(`có nhiều chứng thư số, hãy chọn bằng --cert: ${choices.map(describe).join('; ')}`);
  const failure = modules.find((module) => module.error)?.error;
  throw failure ? Fault.from(failure) : new Fault('token.none');
};

/** The key that the command line names, before anything was typed or sent. */
export interface ChosenSigner {
  readonly certificate: Uint8Array;
  readonly issuers: readonly Uint8Array[];
  /** Logs in, with the one PIN that stands next on stdin. Faults: token.*. */
  open(): Promise<Signer>;
}

const chooseOnToken = async (
  values: SignerValues,
  tokens: TokenService,
  secrets: SecretLines,
): Promise<ChosenSigner> => {
  if (!values['pin-stdin']) throw usage('thiếu --pin-stdin (mã PIN chỉ được đọc từ đầu vào chuẩn)');
  const modules = (values.module ?? []).map((path) => resolve(path));
  const acknowledgeFinalTry = values['accept-final-try'] ?? false;
  const { token, certificate } = choose(await tokens.list(modules), values);
  return {
    certificate: certificate.der,
    issuers: token.certificates.filter(({ purpose }) => purpose === 'issuer').map(({ der }) => der),
    open: async () =>
      tokens.openSigner({
        fingerprint: certificate.fingerprint,
        modules: [token.modulePath],
        pin: { kind: 'bytes', bytes: await secrets.next() },
        acknowledgeFinalTry,
        // One line for each signature. Who typed it meant it for that one: it does not stand in for a wrong one.
        contextPin: async (again) =>
          again
            ? null
            : {
                pin: { kind: 'bytes', bytes: await secrets.next() },
                acknowledgedFinalTry: acknowledgeFinalTry,
                dispose: () => undefined,
              },
        mechanism: values.pss ? 'rsa-pss' : undefined,
      }),
  };
};

/** A training file has to be opened to know its certificate; its passphrase is no PIN and locks nothing. */
const openTrainingFile = async (path: string, values: SignerValues, secrets: SecretLines): Promise<ChosenSigner> => {
  if (values.module || values.cert || values.token || values.pss)
    throw usage('--training-p12 không đi cùng --module, --token, --cert, --pss');
  if (!values['passphrase-stdin']) throw usage('thiếu --passphrase-stdin');
  const file = await readFile(required(path, '--training-p12')).catch((cause: unknown) => {
    throw new Fault('file.unreadable', { file: path }, { cause });
  });
  const passphrase = await secrets.next();
  try {
    const signer = await openTrainingSigner(file, passphrase);
    return { certificate: signer.certificate, issuers: signer.issuers, open: async () => signer };
  } finally {
    passphrase.fill(0);
  }
};

/** Finds the one key that the options leave. Faults: token.*, app.usage, file.unreadable. */
export const chooseSigner = (
  values: SignerValues,
  tokens: TokenService,
  secrets: SecretLines,
): Promise<ChosenSigner> => {
  const training = values['training-p12'];
  return training === undefined ? chooseOnToken(values, tokens, secrets) : openTrainingFile(training, values, secrets);
};
