/** How signatures under a hierarchy that is shipped as official-duty are judged: scheme, SHA-1, expiry. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignatureReport } from '../../src/contracts/verification.js';
import type { Policy } from '../../src/main/verification/policy.js';
import { publishCrl } from '../../tools/test-pki/make.mjs';
import { day } from '../corpus/twins/cast.js';
import { signedOnce } from '../corpus/twins/edge-cases.js';
import { toolNamed } from '../corpus/twins/families.js';
import { codes, openStage, sentence, shippedPolicy, type TwinStage } from './twins-support.js';

let stage: TwinStage;
beforeAll(() => {
  stage = openStage();
});
afterAll(() => stage.close());

const inDays = (count: number): Date => new Date(Date.now() + count * day);
const only = ({ signatures: [one] }: { signatures: readonly SignatureReport[] }): SignatureReport => {
  if (one === undefined) throw new Error('no signature');
  return one;
};

describe('the first line', () => {
  it('names the scheme and who signed', () => {
    const { cast, verify } = stage;
    const one = only(verify(signedOnce(stage, cast.office).bytes));
    expect(one).toMatchObject({ verdict: 'valid', trust: { scheme: 'official-duty', revocation: 'good' } });
    expect(one.trust.anchor).toBe('RootCA chuyên dùng Chính phủ G2 – THỬ NGHIỆM');
    expect(one.headline.vi).toBe(
      'Chứng thư công vụ – Ban Cơ yếu: SỞ NỘI VỤ TỈNH THỬ NGHIỆM (ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM)',
    );
    expect(codes(one.warnings)).toEqual([]);
  });

  it('claims no official duty for what only a user trusts', () => {
    const { cast, verify } = stage;
    const one = only(verify(signedOnce(stage, cast.office).bytes, { trust: 'added' }));
    expect(one.trust.scheme).toBe('user-added');
    expect(one.headline.vi).not.toContain('Ban Cơ yếu');
  });
});

describe('SHA-1', () => {
  const style = { digest: 'sha1', imprint: 'sha1' } as const;
  const ended: Policy = { ...shippedPolicy, sha1: { acceptedBefore: inDays(-1).toISOString() } };

  it('with a trusted timestamp before the sunset is valid, with the warning', () => {
    const one = only(stage.verify(signedOnce(stage, stage.cast.leader, style).bytes));
    expect(one).toMatchObject({ verdict: 'valid', indication: 'TOTAL-PASSED' });
    expect(one.warnings.map(({ code, vi }) => [code, vi.slice(0, 13)])).toEqual([['sha1-accepted', 'Thuật toán cũ']]);
  });

  it('with a trusted timestamp after the sunset is open', () => {
    const one = only(stage.verify(signedOnce(stage, stage.cast.leader, style).bytes, { policy: ended }));
    expect(one).toMatchObject({ verdict: 'indeterminate', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE' });
    expect(codes(one.reasons)).toEqual(['sha1-digest']);
  });

  it('without a timestamp is open, whatever the signer’s clock says', () => {
    const claimed = inDays(-300);
    const one = only(stage.verify(signedOnce(stage, stage.cast.leader, { ...style, imprint: null, claimed }).bytes));
    expect(one).toMatchObject({ verdict: 'indeterminate', integrity: 'intact', provenTime: null });
    expect(codes(one.reasons)).toEqual(['sha1-digest']);
  });

  it('in the imprint of the timestamp alone is no fault of the signature', () => {
    const one = only(stage.verify(signedOnce(stage, stage.cast.leader, { imprint: 'sha1' }).bytes, { policy: ended }));
    expect(one).toMatchObject({ verdict: 'valid', digest: 'sha256' });
    expect(codes(one.warnings)).toEqual([]);
  });
});

describe('a G1 chain, its CA certificates signed with SHA-1', () => {
  const g1 = () => signedOnce(stage, stage.cast.old, { ...toolNamed('2016–2020') }).bytes;

  it('counts where the CA is pinned by its SHA-256, and that is told', () => {
    const one = only(stage.verify(g1()));
    expect(one).toMatchObject({ verdict: 'valid', integrity: 'intact', trust: { scheme: 'official-duty' } });
    expect(codes(one.warnings)).toEqual(['pinned-sha1-ca', 'sha1-accepted', 'signing-certificate-absent-cms']);
  });

  it('does not count where the same CA is not pinned, though it leads to a pinned anchor', () => {
    const one = only(stage.verify(g1(), { trust: 'unpinned' }));
    expect(one).toMatchObject({ verdict: 'indeterminate', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE' });
    expect(codes(one.reasons)).toContain('weak-algorithm');
  });

  it('does not count because a user added the CA and its root', () => {
    const one = only(stage.verify(g1(), { trust: 'added' }));
    expect(one).toMatchObject({ verdict: 'indeterminate', integrity: 'intact' });
    expect(codes(one.reasons)).toContain('weak-algorithm');
  });
});

describe('a certificate that has expired since', () => {
  const later = inDays(60);
  /** The root's list of then, under which CA and timestamp authority stand. */
  const listsOfThen = (): string[] => {
    const { root, sub } = stage.cast.g2;
    const crl = `${root.folder}/then.crl`;
    publishCrl({ ...root, crl, crlPem: `${crl}.pem` }, { thisUpdate: inDays(59), nextUpdate: inDays(90) });
    return [crl, sub.crl];
  };
  const listAfterExpiry = (): string[] => {
    const { sub } = stage.cast.g2;
    const crl = `${sub.folder}/late.crl`;
    publishCrl({ ...sub, crl, crlPem: `${crl}.pem` }, { thisUpdate: inDays(59), nextUpdate: inDays(90) });
    return [listsOfThen()[0] ?? '', crl];
  };

  it('with a timestamp and a revocation list from within its validity is valid, and told', () => {
    const file = signedOnce(stage, stage.cast.ending).bytes;
    const one = only(stage.verify(file, { at: later, crls: listsOfThen() }));
    expect(one).toMatchObject({ verdict: 'valid', trust: { revocation: 'good' } });
    expect(one.provenTime).toBe(one.timestamp);
    expect(codes(one.warnings)).toEqual(['expired-since']);
  });

  it('with a list from after its expiry alone is open, and the sentence says what would settle it', () => {
    const report = stage.verify(signedOnce(stage, stage.cast.ending).bytes, { at: later, crls: listAfterExpiry() });
    expect(only(report)).toMatchObject({ verdict: 'indeterminate', trust: { revocation: 'unknown' } });
    expect(codes(only(report).reasons)).toEqual(['revocation-unknown']);
    expect(sentence(report, 'revocation-unknown')).toMatch(
      /đã hết hạn trước khi có danh sách thu hồi này.*danh sách thu hồi của thời gian chứng thư còn hạn/,
    );
    expect(sentence(report, 'revocation-unknown')).not.toContain('kết nối mạng');
  });

  it('without a list at all is open, and the network would settle it', () => {
    const report = stage.verify(signedOnce(stage, stage.cast.ending).bytes, {
      at: later,
      crls: listsOfThen().slice(0, 1),
    });
    expect(only(report).verdict).toBe('indeterminate');
    expect(sentence(report, 'revocation-unknown')).toContain('Hãy kết nối mạng và kiểm tra lại.');
  });

  it('without a timestamp is open: nothing proves the signature to be older', () => {
    const file = signedOnce(stage, stage.cast.ending, { imprint: null }).bytes;
    const report = stage.verify(file, { at: later, crls: listsOfThen() });
    expect(only(report)).toMatchObject({ verdict: 'indeterminate', subIndication: 'OUT_OF_BOUNDS_NO_POE' });
    expect(codes(only(report).reasons)).toContain('certificate-expired');
    expect(sentence(report, 'certificate-expired')).toContain('chưa có bằng chứng tin cậy');
  });
});
