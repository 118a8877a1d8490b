/**
 * Takes out of a report whom it is about before it leaves this computer: the person at it, the holders of the
 * certificates, and what a proxy's address may carry. No check reads a PIN, a document or a document's name.
 */
import { homedir } from 'node:os';
import type { CheckResult, DoctorReport, InstalledCertificate } from '../../../contracts/doctor.js';
import type { FaultValue } from '../../../contracts/faults/index.js';
import { userName } from '../files/user-name.js';

export interface Person {
  /** Absolute path of the home folder. */
  readonly home: string;
  /** As the system names the account. */
  readonly user: string;
}

export const personHere = (): Person => ({ home: homedir(), user: userName() });

/** Accounts that name nobody; as words they stand in file names and addresses. */
const impersonal = new Set(['root', 'admin', 'administrator', 'user', 'guest', 'public', 'default']);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** A folder at the beginning of a path and nowhere else: `/root` stands in `…/crl/rootca.crl` too. */
const asFolder = (path: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}._~%-])${escaped(path)}(?=[\\\\/\\s·”"]|$)`, 'giu');
/** With what follows it in the path, else to the next space: accounts of Windows may hold spaces. */
const otherHome = /([\\/](?:home|Users)[\\/])(?:[^\\/·”"\r\n]+(?=[\\/])|[^\\/\s·”"]+)/gi;
const asWord = (text: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(text)}(?![\\p{L}\\p{N}])`, 'gu');

/** `Nguyễn Văn An` → `N. V. A.` */
export const initials = (name: string): string =>
  (name.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? []).map((word) => `${[...word][0] ?? ''}.`).join(' ');

/** As labels of tokens write it. */
const withoutMarks = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D');

type Reduction = (text: string) => string;

/** @param names holders of the certificates */
export const reduction = ({ home, user }: Person, names: readonly string[]): Reduction => {
  const holders = [...new Set(names.flatMap((name) => [name, withoutMarks(name)]))]
    .filter((name) => name.trim() !== '')
    .sort((a, b) => b.length - a.length)
    .map((name) => ({ pattern: new RegExp(escaped(name), 'giu'), short: initials(name) }));
  const named = user.length >= 3 && !impersonal.has(user.toLowerCase());
  return (text) => {
    let reduced = text.replace(/(\w:?\/\/)[^\s/@]*@/g, '$1');
    for (const { pattern, short } of holders) reduced = reduced.replace(pattern, short);
    if (home.length > 1) reduced = reduced.replace(asFolder(home), '~');
    // Homes of others, and this one in another notation.
    reduced = reduced.replace(otherHome, '$1…');
    return named ? reduced.replace(asWord(user), '…') : reduced;
  };
};

const sentence = ({ code, vi, en }: FaultValue, reduce: Reduction): FaultValue => ({
  code,
  vi: reduce(vi),
  en: reduce(en),
});

export const reducedResult = (result: CheckResult, reduce: Reduction): CheckResult => ({
  ...result,
  findings: result.findings.map((finding) => sentence(finding, reduce)),
  nextStep: result.nextStep && sentence(result.nextStep, reduce),
  facts: result.facts.map(({ name, value }) => ({ name, value: reduce(value) })),
});

const reducedCertificate = (certificate: InstalledCertificate, reduce: Reduction): InstalledCertificate => ({
  ...certificate,
  commonName: certificate.commonName === null ? null : initials(certificate.commonName),
  organization: certificate.organization === null ? null : reduce(certificate.organization),
  token: reduce(certificate.token),
});

/** Names that sentences of this report use. */
export const holdersOf = (certificates: readonly Pick<InstalledCertificate, 'commonName'>[]): string[] =>
  certificates.flatMap(({ commonName }) => commonName ?? []);

export const reducedReport = (report: DoctorReport, person: Person): DoctorReport => {
  const reduce = reduction(person, holdersOf(report.certificates));
  return {
    ...report,
    results: report.results.map((result) => reducedResult(result, reduce)),
    certificates: report.certificates.map((certificate) => reducedCertificate(certificate, reduce)),
  };
};
