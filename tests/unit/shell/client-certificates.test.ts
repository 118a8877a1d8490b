/** A server that wants a certificate of this computer: who is asked, how often, and what leaves without an answer. */
import { describe, expect, it, vi } from 'vitest';
import type { CertificateQuestion } from '../../../src/contracts/ipc.js';
import { ClientCertificates, type StoredCertificate } from '../../../src/main/shell/client-certificates.js';

const certificate = (name: string): StoredCertificate => ({
  fingerprint: `sha256/${name}`,
  issuerName: 'CA của mạng',
  subjectName: name,
  validExpiry: 1_800_000_000,
});
const both = [certificate('máy 1'), certificate('máy 2')];

/** @param server address of the document server */
const setUp = (server: string | null = 'https://van-ban.example') => {
  const questions: CertificateQuestion[] = [];
  const certificates = new ClientCertificates<StoredCertificate>({
    server: () => server,
    ask: (asked) => void questions.push(asked),
  });
  const prevented = vi.fn();
  const answers: (string | null)[] = [];
  const want = (url = 'van-ban.example:443', list: readonly StoredCertificate[] = both): void =>
    certificates.select({ preventDefault: prevented }, null, url, list, (chosen) =>
      answers.push(chosen?.subjectName ?? null),
    );
  return { certificates, questions, answers, want, prevented: () => prevented.mock.calls.length };
};

describe('a certificate for the connection', () => {
  it('is the one that the person chose, and nothing is answered before', () => {
    const { certificates, questions, answers, want, prevented } = setUp();
    want();
    expect([answers, prevented()]).toEqual([[], 1]);
    const [asked] = questions;
    expect(asked).toMatchObject({
      server: 'van-ban.example:443',
      certificates: [
        { subject: 'máy 1' },
        { subject: 'máy 2', issuer: 'CA của mạng', notAfter: '2027-01-15T08:00:00.000Z' },
      ],
    });
    certificates.choose(asked?.id ?? '', 'sha256/máy 2');
    expect(answers).toEqual(['máy 2']);
  });

  it('is asked for once, however often the connection is tried, until the person signs out', () => {
    const { certificates, questions, answers, want } = setUp();
    want();
    want('https://van-ban.example/');
    expect(questions).toHaveLength(1);
    certificates.choose(questions[0]?.id ?? '', 'sha256/máy 1');
    want();
    expect(answers).toEqual(['máy 1', 'máy 1', 'máy 1']);
    certificates.forget();
    want();
    expect([questions.length, answers.length]).toEqual([2, 3]);
  });

  it('that was declined is none, and the next connection asks again', () => {
    const { certificates, questions, answers, want } = setUp();
    want();
    certificates.choose(questions[0]?.id ?? '', null);
    expect(answers).toEqual([null]);
    want();
    expect(questions).toHaveLength(2);
  });

  it('goes to nobody but the document server, and of one that is gone from the store nothing is taken instead', () => {
    const { certificates, questions, answers, want, prevented } = setUp();
    want('tsa.example:443');
    want('van-ban.example:8443');
    expect([answers, questions, prevented()]).toEqual([[null, null], [], 2]);
    want();
    certificates.choose(questions[0]?.id ?? '', 'sha256/máy 2');
    want('van-ban.example:443', both.slice(0, 1));
    expect([answers, questions.length]).toEqual([[null, null, 'máy 2'], 2]);
  });

  it('is not asked for where there is no server or no certificate, nor answered twice', () => {
    const nobody = setUp(null);
    nobody.want();
    expect(nobody.answers).toEqual([null]);
    const { certificates, questions, answers, want } = setUp();
    want('van-ban.example:443', []);
    want();
    const id = questions[0]?.id ?? '';
    certificates.choose('0'.repeat(32), 'sha256/máy 1');
    certificates.choose(id, 'sha256/máy 1');
    certificates.choose(id, 'sha256/máy 2');
    expect([answers, questions.length]).toEqual([[null, 'máy 1'], 1]);
  });
});
