/** B-B lifted to B-T, B-LT and B-LTA, judged by pdfsig, qpdf, openssl ts and our own verification. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Level } from '../../src/contracts/jobs.js';
import type { FileReport, SignatureReport } from '../../src/contracts/verification.js';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { type PdfArray, PdfDict, PdfName, type PdfRef, PdfStream, textString } from '../../src/main/pdf/objects.js';
import type { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { embedDocumentTimestamp, prepareDocumentTimestamp } from '../../src/main/signing/document-timestamp.js';
import { signaturesOf, upgradePlan } from '../../src/main/signing/level.js';
import { appendValidationData, type SignatureValidation } from '../../src/main/signing/validation-data.js';
import { type Lift, openLift, opensslTimestampVerdict, pdfsigKinds } from './levels-support.js';
import { keepsPrefix, qpdf, qpdfComplaints } from './signing-support.js';
import { append, plainPdf } from './verification-support.js';

const SCAN = 'tests/corpus/documents/unsigned/scan-plan-753.pdf';

let lift: Lift;
let plain: string;
let signed: string;

beforeAll(async () => {
  lift = openLift();
  plain = lift.workshop.path('plain.pdf');
  writeFileSync(plain, plainPdf());
  signed = await lift.workshop.sign(plain, 'signed.pdf', lift.workshop.pki.person);
});
afterAll(() => lift.close());

const open = (file: string): PdfDocument => PdfDocument.open(new MemorySource(readFileSync(file)));

const line = ({ kind, level, integrity, changesAfter }: SignatureReport): string =>
  `${kind === 'timestamp' ? kind : level} ${integrity} ${changesAfter}`;
const levels = (report: FileReport): string[] => report.signatures.map(line);

/** Carries a plan out on a copy. */
const lifted = (file: string, name: string, current: Level, target: Level): string => {
  const work = lift.copy(file, name);
  for (const step of upgradePlan(current, target)) {
    if (step === 'document-timestamp') lift.stamp(work);
    else lift.store(work);
  }
  return work;
};

const stampedCopy = (name: string): string => {
  const work = lift.copy(signed, name);
  lift.stamp(work);
  return work;
};

/** The first signature's line after a store with evidence that `change` made of the whole one. */
const levelWith = (base: string, change: (one: SignatureValidation) => Partial<SignatureValidation>): string => {
  const whole = lift.evidence(base);
  const work = lift.copy(base, 'changed-evidence.pdf');
  const perSignature = whole.perSignature.map((one) => ({ ...one, ...change(one) }));
  appendValidationData(work, { ...whole, perSignature });
  return levels(lift.workshop.verify(work))[0] ?? '';
};

describe('one signature, from level to level', () => {
  it.each<[Level, string[]]>([
    ['B-T', ['B-T intact ltv', 'timestamp intact none']],
    ['B-LT', ['B-LT intact ltv', 'timestamp intact ltv']],
    ['B-LTA', ['B-LTA intact ltv', 'timestamp intact ltv', 'timestamp intact none']],
  ])('%s', (target, expected) => {
    const work = lifted(signed, `${target}.pdf`, 'B-B', target);
    expect(keepsPrefix(signed, work)).toBe(true);
    expect(qpdfComplaints(work)).toEqual([]);
    // This poppler does not know document timestamps; openssl judges them below.
    expect(pdfsigKinds(work)[0]).toBe('ETSI.CAdES.detached valid');
    const report = lift.workshop.verify(work);
    expect(report.verdict).toBe('valid');
    expect(levels(report)).toEqual(expected);
    expect(report.signatures[0]?.timestamp).not.toBeNull();
  });

  it('each token is right for openssl, over exactly the bytes before it', () => {
    const work = lift.copy(signed, 'tokens.pdf');
    const first = lift.stamp(work);
    expect(opensslTimestampVerdict(lift, first)).toContain('Verification: OK');
    lift.store(work);
    const second = lift.stamp(work, lift.services.ecTsa);
    expect(opensslTimestampVerdict(lift, second)).toContain('Verification: OK');
    expect(opensslTimestampVerdict(lift, { ...second, byteRange: first.byteRange })).not.toContain('OK');
  });

  it('is valid from what the file itself holds, with no list at hand', () => {
    const work = lifted(signed, 'offline.pdf', 'B-B', 'B-LTA');
    expect(lift.workshop.verify(signed, { crls: [] }).verdict).toBe('indeterminate');
    expect(lift.workshop.verify(work, { crls: [] }).verdict).toBe('valid');
  });

  it('lifted again: the last timestamp gets its evidence, nothing is written twice', () => {
    const work = lifted(signed, 'again.pdf', 'B-B', 'B-LTA');
    const sizes = () => {
      const document = open(work);
      const store = document.dict(document.catalog, 'DSS') ?? new PdfDict();
      const lists = ['Certs', 'CRLs'].map((key) => document.array(store, key)?.length);
      return [...lists, document.dict(store, 'VRI')?.entries.size];
    };
    // Signer, two CAs, timestamp authority; the archive timestamp came after the store.
    expect(sizes()).toEqual([4, 2, 2]);
    const before = readFileSync(work);
    lift.store(work);
    lift.stamp(work, lift.services.secondTsa);
    lift.store(work);
    expect(sizes()).toEqual([5, 2, 4]);
    expect(readFileSync(work).subarray(0, before.length).equals(before)).toBe(true);
    const { length } = readFileSync(work);
    expect(lift.store(work)).toBe(false);
    expect(readFileSync(work)).toHaveLength(length);
    const later = ['timestamp intact ltv', 'timestamp intact ltv', 'timestamp intact ltv'];
    expect(levels(lift.workshop.verify(work))).toEqual(['B-LTA intact ltv', ...later]);
    expect(qpdfComplaints(work)).toEqual([]);
  });

  it('signed with a timestamp inside: the store lifts it, and its authority is among the evidence', async () => {
    const { pki, sign, verify } = lift.workshop;
    const stamped = await sign(plain, 'b-t.pdf', pki.person, { stamp: lift.token });
    expect(levels(verify(stamped))).toEqual(['B-T intact none']);
    expect(signaturesOf(stamped)[0]?.timestampCertificates[0]).toEqual(
      new Uint8Array(readFileSync(lift.services.tsa.der)),
    );
    const work = lifted(stamped, 'b-t-lifted.pdf', 'B-T', 'B-LTA');
    expect(levels(verify(work))).toEqual(['B-LTA intact ltv', 'timestamp intact none']);
    const wrong = await sign(plain, 'b-t-wrong.pdf', pki.person, { stamp: () => lift.token(Uint8Array.of(1)) });
    expect(levels(verify(wrong))).toEqual(['B-B intact none']);
  });

  it('answers of OCSP responders count as much as lists', () => {
    const { pki } = lift.workshop;
    const base = stampedCopy('ocsp.pdf');
    const ocsps = [
      lift.ocsp('sub', pki.person),
      lift.ocsp('root', pki.sub),
      lift.ocsp('root', { ...pki.root, certificate: lift.services.tsa.certificate }),
    ];
    expect(levelWith(base, () => ({ crls: [], ocsps }))).toBe('B-LT intact ltv');
    expect(levelWith(base, () => ({ crls: [], ocsps: ocsps.slice(1) }))).toBe('B-T intact ltv');
    // The authority of the timestamp has to be answered for as well.
    expect(levelWith(base, () => ({ crls: [], ocsps: ocsps.slice(0, 2) }))).toBe('B-T intact ltv');
  });
});

describe('further signatures', () => {
  it('a second and a third after a store and a timestamp: each has its own level', async () => {
    const { pki, sign, verify } = lift.workshop;
    const first = lifted(signed, 'first.pdf', 'B-B', 'B-LTA');
    const second = await sign(first, 'second.pdf', pki.office);
    const others = ['timestamp intact signature', 'timestamp intact signature'];
    expect(levels(verify(second))).toEqual(['B-LTA intact signature', ...others, 'B-B intact none']);
    const upgraded = lifted(second, 'second-lifted.pdf', 'B-B', 'B-LT');
    expect(levels(verify(upgraded))[3]).toBe('B-LT intact ltv');
    const third = await sign(upgraded, 'third.pdf', pki.person);
    const report = verify(third);
    expect(report.verdict).toBe('valid');
    expect(levels(report).slice(3)).toEqual(['B-LT intact signature', 'timestamp intact signature', 'B-B intact none']);
    expect(pdfsigKinds(third).filter((kind) => kind === 'ETSI.CAdES.detached valid')).toHaveLength(3);
    expect(qpdfComplaints(third)).toEqual([]);
  });

  it('a real document with six signatures of others', () => {
    const name = 'd73b11b9_38_van_ban_du_thao_5dzyr0zq.ylq-cv-gui-xin-y-kien-c.pdf';
    const real = `tests/corpus/documents/signed/${name}`;
    const work = lifted(real, 'real.pdf', 'B-T', 'B-LTA');
    const [before, after] = [lift.workshop.verify(real), lift.workshop.verify(work)];
    const integrity = (report: FileReport): string[] => report.signatures.map((one) => one.integrity);
    expect(integrity(after)).toEqual([...integrity(before), 'intact']);
    expect(after.signatures.filter(({ changesAfter }) => changesAfter === 'illegal')).toEqual([]);
    expect(signaturesOf(work).map(({ kind }) => kind)).toEqual([
      ...before.signatures.map(() => 'signature'),
      'timestamp',
    ]);
    expect(signaturesOf(work).map(({ timestampToken }) => timestampToken !== null)).toEqual([
      ...before.signatures.map(({ timestamp }) => timestamp !== null),
      false,
    ]);
  });
});

describe('kinds of files', () => {
  it.each([
    ['object streams', ['--object-streams=generate']],
    ['linearised', ['--linearize']],
    ['PDF 2.0', ['--force-version=2.0']],
    ['encrypted with AES-256', ['--encrypt', '', 'chủ', '256', '--']],
    ['encrypted with RC4', ['--allow-weak-crypto', '--encrypt', '', 'chủ', '128', '--use-aes=n', '--']],
  ])('%s', async (name, options) => {
    const original = lift.workshop.path(`${name}.pdf`);
    qpdf(...options, SCAN, original);
    const own = await lift.workshop.sign(original, 'kind.pdf', lift.workshop.pki.person);
    const work = lifted(own, 'kind-lta.pdf', 'B-B', 'B-LTA');
    expect(levels(lift.workshop.verify(work))[0]).toBe('B-LTA intact ltv');
    expect(pdfsigKinds(work)[0]).toBe('ETSI.CAdES.detached valid');
    expect(qpdfComplaints(work)).toEqual(qpdfComplaints(original));
    expect(open(work).xrefKind).toBe(open(original).xrefKind);
  });

  it('hybrid: table and stream side by side', async () => {
    const original = lift.workshop.path('hybrid.pdf');
    writeFileSync(original, hybridPdf());
    const own = await lift.workshop.sign(original, 'hybrid.pdf', lift.workshop.pki.person);
    const work = lifted(own, 'hybrid-lta.pdf', 'B-B', 'B-LTA');
    expect(levels(lift.workshop.verify(work))[0]).toBe('B-LTA intact ltv');
    expect(open(work).trailer.get('XRefStm')).toBeNull();
    expect(pdfsigKinds(work)[0]).toBe('ETSI.CAdES.detached valid');
  });
});

/** A table that calls object 12 free, which the stream of /XRefStm places in object stream 13 (7.5.8.4). */
const hybridPdf = (): string => {
  const base = plainPdf().toString('latin1');
  const previous = base.lastIndexOf('xref\n0 ');
  const hidden = '12 0 <</Hidden true>>';
  const container = base.length;
  const objectStream = `13 0 obj\n<</Type/ObjStm/N 1/First 5/Length ${hidden.length}>>\nstream\n${hidden}\nendstream\nendobj\n`;
  const stream = container + objectStream.length;
  const row = String.fromCharCode(2, 0, 13, 0, 0);
  const xrefStream = `14 0 obj\n<</Type/XRef/W[1 2 2]/Index[12 1]/Size 15/Length 5>>\nstream\n${row}\nendstream\nendobj\n`;
  const table = stream + xrefStream.length;
  const place = (offset: number): string => `${String(offset).padStart(10, '0')} 00000 n \n`;
  const rows = `12 3\n0000000000 00000 f \n${place(container)}${place(stream)}`;
  const trailer = `<</Size 15/Root 1 0 R/Info 11 0 R/Prev ${previous}/XRefStm ${stream}>>`;
  return `${base}${objectStream}${xrefStream}xref\n${rows}trailer\n${trailer}\nstartxref\n${table}\n%%EOF\n`;
};

describe('what earlier signatures forbid', () => {
  const emptyField = (name: string, page: PdfRef, lock: PdfDict | null): PdfDict =>
    new PdfDict([
      ['Type', new PdfName('Annot')],
      ['Subtype', new PdfName('Widget')],
      ['FT', new PdfName('Sig')],
      ['T', textString(name)],
      ['Rect', [0, 0, 0, 0]],
      ['P', page],
      ['Lock', lock],
    ]);

  const addField = (document: PdfDocument, writer: RevisionWriter, ...fields: PdfRef[]): void => {
    const form = document.dict(document.catalog, 'AcroForm') ?? new PdfDict();
    const all = [...(document.array(form, 'Fields') ?? []), ...fields];
    writer.set(document.catalogRef, document.catalog.with({ AcroForm: form.with({ Fields: all }) }));
  };

  const stampValue = (writer: RevisionWriter, subFilter: string): PdfRef => {
    const value = writer.allocate();
    const type = new PdfName('DocTimeStamp');
    writer.set(
      value,
      new PdfDict([
        ['Type', type],
        ['SubFilter', new PdfName(subFilter)],
      ]),
    );
    return value;
  };

  it('certified with P=1: store and document timestamps are no change', async () => {
    const certified = await lift.workshop.sign(plain, 'p1.pdf', lift.workshop.pki.person, { certify: 1 });
    const work = lifted(certified, 'p1-lta.pdf', 'B-B', 'B-LTA');
    const report = lift.workshop.verify(work);
    expect(report.signatures[0]).toMatchObject({ certification: 1, level: 'B-LTA', changesAfter: 'ltv' });
    expect(report.verdict).toBe('valid');
    expect(pdfsigKinds(work)[0]).toBe('ETSI.CAdES.detached valid');
  });

  it.each([
    ['a signature that calls itself a timestamp', 'ETSI.CAdES.detached', [0, 0, 0, 0], 'illegal'],
    ['a timestamp that can be seen', 'ETSI.RFC3161', [100, 100, 300, 200], 'illegal'],
    ['an invisible timestamp', 'ETSI.RFC3161', [0, 0, 0, 0], 'ltv'],
  ])('certified with P=1: %s', async (_name, subFilter, rect, expected) => {
    const certified = await lift.workshop.sign(plain, 'p1.pdf', lift.workshop.pki.person, { certify: 1 });
    const forged = append(certified, lift.workshop.path('p1-forged.pdf'), (document, writer) => {
      const field = writer.allocate();
      const dict = emptyField('Gia', document.pages()[0]?.ref ?? field, null);
      writer.set(field, dict.with({ Rect: rect, V: stampValue(writer, subFilter) }));
      addField(document, writer, field);
    });
    const own = lift.workshop.verify(forged).signatures.find(({ certification }) => certification === 1);
    expect(own?.changesAfter).toBe(expected);
  });

  it('a lock over all fields: a timestamp in a field of its own, but not in one that the lock covers', async () => {
    const lock = new PdfDict([
      ['Type', new PdfName('SigFieldLock')],
      ['Action', new PdfName('All')],
    ]);
    let second: PdfRef | null = null;
    const prepared = append(plain, lift.workshop.path('two-fields.pdf'), (document, writer) => {
      const [locking, locked] = [writer.allocate(), writer.allocate()];
      const page = document.pages()[0]?.ref ?? locking;
      writer.set(locking, emptyField('Khoa', page, lock));
      writer.set(locked, emptyField('Trong', page, null));
      addField(document, writer, locking, locked);
      second = locked;
    });
    const own = await lift.workshop.sign(prepared, 'locking.pdf', lift.workshop.pki.person, { field: 'Khoa' });
    expect(levels(lift.workshop.verify(lifted(own, 'locked-lta.pdf', 'B-B', 'B-LTA')))[0]).toBe('B-LTA intact ltv');
    const filled = append(own, lift.workshop.path('locked-filled.pdf'), (document, writer) => {
      const dict = second && document.get(second);
      if (second === null || !(dict instanceof PdfDict)) throw new Error('field');
      writer.set(second, dict.with({ V: stampValue(writer, 'ETSI.RFC3161') }));
    });
    const report = lift.workshop.verify(filled).signatures.find(({ field }) => field === 'Khoa');
    expect(report?.changesAfter).toBe('illegal');
  });
});

describe('a level that the file does not bear out is not reported', () => {
  it('without the list of one of the CAs', () => {
    const base = stampedCopy('partial.pdf');
    expect(levelWith(base, () => ({}))).toBe('B-LT intact ltv');
    expect(levelWith(base, ({ crls }) => ({ crls: crls.slice(0, 1) }))).toBe('B-T intact ltv');
    expect(levelWith(base, ({ crls }) => ({ crls: crls.slice(1) }))).toBe('B-T intact ltv');
  });

  it('with the list of another hierarchy, or one that is garbage', () => {
    const base = stampedCopy('foreign-list.pdf');
    const foreign = new Uint8Array(readFileSync(lift.workshop.pki.training.authority.crl));
    expect(levelWith(base, () => ({ crls: [foreign, new TextEncoder().encode('<html>')] }))).toBe('B-T intact ltv');
  });

  it('with all evidence but no timestamp', () => {
    expect(levelWith(signed, () => ({}))).toBe('B-B intact ltv');
  });

  it('with a timestamp that was there before the store: nothing archives it', () => {
    const work = stampedCopy('no-archive.pdf');
    lift.stamp(work);
    lift.store(work);
    expect(levels(lift.workshop.verify(work))[0]).toBe('B-LT intact ltv');
  });

  it('with a token over other bytes', () => {
    const other = lift.copy(signed, 'other.pdf');
    lift.store(other);
    lift.stamp(other);
    const foreign = signaturesOf(other)[1]?.contents ?? new Uint8Array();
    const work = lift.copy(signed, 'wrong-token.pdf');
    embedDocumentTimestamp(prepareDocumentTimestamp(work, { reserve: 8192 }), foreign);
    const report = lift.workshop.verify(work);
    expect(levels(report)).toEqual(['B-B intact ltv', 'timestamp broken none']);
    expect([report.verdict, report.signatures[0]?.timestamp]).toEqual(['invalid', null]);
  });
});

describe('stores of other writers', () => {
  /** As Acrobat writes them: everything an object of its own; as others do: everything inside the catalog. */
  const foreignStore = (indirect: boolean): string =>
    append(signed, lift.workshop.path(`foreign-${indirect}.pdf`), (document, writer) => {
      const own = (object: PdfDict | PdfStream | PdfArray): PdfRef => {
        const ref = writer.allocate();
        writer.set(ref, object);
        return ref;
      };
      const placed = (object: PdfDict | PdfArray) => (indirect ? own(object) : object);
      const list = new Uint8Array(readFileSync(lift.workshop.pki.sub.crl));
      const crls = [own(new PdfStream(new PdfDict(), { kind: 'memory', bytes: list }))];
      const related = new PdfDict([['0123456789ABCDEF0123456789ABCDEF01234567', placed(new PdfDict([['CRL', crls]]))]]);
      const store = new PdfDict([
        ['CRLs', placed(crls)],
        ['VRI', placed(related)],
      ]);
      writer.set(document.catalogRef, document.catalog.with({ DSS: placed(store) }));
    });

  it.each([true, false])('keeps what is there and adds what is not (objects of their own: %s)', (indirect) => {
    const work = foreignStore(indirect);
    lift.stamp(work);
    lift.store(work);
    const document = open(work);
    const store = document.dict(document.catalog, 'DSS') ?? new PdfDict();
    expect(document.array(store, 'CRLs')).toHaveLength(2);
    const key = expect.stringMatching(/^[0-9A-F]{40}$/);
    expect([...(document.dict(store, 'VRI')?.entries.keys() ?? [])]).toEqual([
      '0123456789ABCDEF0123456789ABCDEF01234567',
      key,
      key,
    ]);
    expect(levels(lift.workshop.verify(work))).toEqual(['B-LT intact ltv', 'timestamp intact ltv']);
    expect(qpdfComplaints(work)).toEqual([]);
  });
});
