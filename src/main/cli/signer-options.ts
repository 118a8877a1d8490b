/** The options by which a command line names the key it signs with; the same for `sign` and `queue run`. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import type { ModuleReport, Token, TokenCertificate } from '../../contracts/token.js';
import type { Signer } from '../token/signer.js';
import type { TokenService } from '../token/token-service.js';
import { openTrainingSigner } from '../token/training-signer.js';
import { required, usage } from './arguments.js';
import { readSecretLine } from './secret.js';

export const signerOptions = {
  module: { type: 'string', multiple: true },
  token: { type: 'string' },
  cert: { type: 'string' },
  'pin-stdin': { type: 'boolean' },
  'accept-final-try': { type: 'boolean' },
  'training-p12': { type: 'string' },
  'passphrase-stdin': { type: 'boolean' },
} as const;

export interface SignerValues {
  readonly module?: readonly string[] | undefined;
  readonly token?: string | undefined;
  readonly cert?: string | undefined;
  readonly 'pin-stdin'?: boolean | undefined;
  readonly 'accept-final-try'?: boolean | undefined;
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

const openTokenSigner = async (values: SignerValues, tokens: TokenService): Promise<Signer> => {
  if (!values['pin-stdin']) throw usage('thiếu --pin-stdin (mã PIN chỉ được đọc từ đầu vào chuẩn)');
  const modules = (values.module ?? []).map((path) => resolve(path));
  const { token, certificate } = choose(await tokens.list(modules), values);
  return tokens.openSigner({
    fingerprint: certificate.fingerprint,
    modules: [token.modulePath],
    pin: { kind: 'bytes', bytes: await readSecretLine(process.stdin) },
    acknowledgeFinalTry: values['accept-final-try'] ?? false,
  });
};

/** Logs in once, with the one PIN or passphrase that stands on stdin. Faults: token.*, app.usage. */
export const openSigner = async (values: SignerValues, tokens: TokenService): Promise<Signer> => {
  const training = values['training-p12'];
  if (training === undefined) return openTokenSigner(values, tokens);
  if (values.module || values.cert || values.token)
    throw usage('--training-p12 không đi cùng --module, --token, --cert');
  if (!values['passphrase-stdin']) throw usage('thiếu --passphrase-stdin');
  const file = await readFile(required(training, '--training-p12')).catch((cause: unknown) => {
    throw new Fault('file.unreadable', { file: training }, { cause });
  });
  const passphrase = await readSecretLine(process.stdin);
  try {
    return await openTrainingSigner(file, passphrase);
  } finally {
    passphrase.fill(0);
  }
};
