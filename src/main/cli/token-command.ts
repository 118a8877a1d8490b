import { resolve } from 'node:path';
import { exitCodes, type TokenLine } from '../../contracts/cli.js';
import type { ModuleReport, PinState, TokenCertificate } from '../../contracts/token.js';
import { certificateProblem, type TokenState, tokenState } from '../../contracts/token-state.js';
import { readArguments, usage } from './arguments.js';
import type { Output } from './output.js';
import type { Services } from './services.js';

const withoutBytes = ({ der: _, ...rest }: TokenCertificate): Omit<TokenCertificate, 'der'> => rest;

const asLine = (report: ModuleReport, state: TokenState): TokenLine => ({
  ...report,
  state,
  tokens: report.tokens.map((token) => ({ ...token, certificates: token.certificates.map(withoutBytes) })),
});

const pinText: Readonly<Record<PinState, string>> = {
  ok: 'mã PIN bình thường',
  'count-low': 'gần đây có nhập sai mã PIN',
  'perhaps-final-try': 'đã nhập sai mã PIN nhiều lần, lần thử tới có thể là lần cuối',
  'count-unknown': 'không đọc hoặc không ghi được số lần nhập sai mã PIN, lần thử tới có thể là lần cuối',
  'final-try': 'chỉ còn MỘT lần thử mã PIN',
  locked: 'mã PIN đã bị khóa',
  'to-be-changed': 'phải đổi mã PIN trước khi dùng',
  'not-set': 'chưa đặt mã PIN',
};

const certificateText = (certificate: TokenCertificate, now: Date): string => {
  switch (certificateProblem(certificate, now)) {
    case null:
      return 'ký được';
    case 'certificate-not-for-signing':
      return 'không dùng để ký';
    case 'certificate-expired':
      return 'đã hết hạn';
    case 'certificate-not-yet-valid':
      return 'chưa đến ngày có hiệu lực';
  }
};

const asText = (report: ModuleReport, state: TokenState, now: Date): string => {
  const lines = [`${report.name} (${report.path})`, `  ${state.sentence.vi}`, `  Việc cần làm: ${state.next.vi}`];
  for (const token of report.tokens) {
    lines.push(`  Thiết bị “${token.label}”, số hiệu ${token.serial}: ${pinText[token.pin.state]}`);
    for (const certificate of token.certificates) {
      const owner = [certificate.subject.commonName, certificate.subject.organization].filter(Boolean).join(', ');
      lines.push(`    ${certificateText(certificate, now)}: ${owner}`);
      lines.push(`      ${certificate.fingerprint}, đến ${certificate.notAfter}`);
    }
  }
  return lines.join('\n');
};

/** `kyso token list`: each module with its tokens and certificates, read without a PIN. */
export const tokenCommand = async (
  words: readonly string[],
  services: Services,
  output: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, { module: { type: 'string', multiple: true } });
  if (positionals.length !== 1 || positionals[0] !== 'list') throw usage('token chỉ có lệnh con list');
  const out = output(values.json ?? false);
  const reports = await services.tokens({}).list((values.module ?? []).map((path) => resolve(path)));
  if (reports.length === 0) {
    process.stderr.write(
      'Không tìm thấy trình điều khiển nào. Hãy cài trình điều khiển của thiết bị, hoặc chỉ ra bằng --module.\n',
    );
  }
  const now = new Date();
  for (const report of reports) {
    const state = tokenState([report], null, now);
    out.line(asLine(report, state), asText(report, state, now), report.error ? exitCodes.failed : exitCodes.good);
  }
  return out;
};
