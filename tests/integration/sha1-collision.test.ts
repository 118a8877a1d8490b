import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SignatureReport } from '../../src/contracts/verification.js';
import { FileSource } from '../../src/main/pdf/source.js';
import { setSha1Module, sha1WithDetection } from '../../src/main/pki/sha1.js';
import { shattered1, shattered2 } from '../fixtures/sha1-collisions.js';
import { sha1ModulePath } from '../sha1-module.js';
import { openWorkshop, signatureOf, type Workshop } from './verification-support.js';

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
});
afterAll(() => workshop.close());
afterEach(() => setSha1Module(sha1ModulePath));

const holeSize = 16_000;

/**
 * A PDF that begins with a half of the SHAttered pair, as the authors' own files do: it opens an image whose JPEG comment
 * has another length in the other half. One page and one signature field follow, with room for a signature.
 */
const unsignedPdf = (prefix: Buffer, subFilter: string): { bytes: Buffer; gap: [number, number] } => {
  const filler = 'JPEG'.repeat(200);
  const head = `${prefix.toString('latin1')}${filler}\nendstream\nendobj\n`;
  const streamLength = head.length - '\nendstream\nendobj\n'.length - head.indexOf('stream\n') - 'stream\n'.length;
  const contents = `<${'0'.repeat(holeSize)}>`;
  const objects = [
    '8',
    '8',
    '/XObject',
    '/Image',
    '/DCTDecode',
    '/DeviceGray',
    String(streamLength),
    '<</Type/Catalog/Pages 10 0 R/AcroForm<</Fields[12 0 R]/SigFlags 3>>>>',
    '<</Type/Pages/Kids[11 0 R]/Count 1>>',
    '<</Type/Page/Parent 10 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 1 0 R>>>>/Annots[12 0 R]>>',
    '<</Type/Annot/Subtype/Widget/FT/Sig/T(Chu ky)/Rect[0 0 0 0]/P 11 0 R/F 132/V 13 0 R>>',
    `<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/${subFilter}/ByteRange[0 1111111111 2222222222 3333333333]/Contents ${contents}>>`,
  ];
  const offsets = [head.indexOf('1 0 obj')];
  let text = head;
  objects.forEach((body, index) => {
    offsets.push(text.length);
    text += `${index + 2} 0 obj\n${body}\nendobj\n`;
  });
  const start = text.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${rows}`;
  text += `trailer\n<</Size ${offsets.length + 1}/Root 9 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  const gap: [number, number] = [text.indexOf(contents), text.indexOf(contents) + contents.length];
  const range = `[0 ${gap[0]} ${gap[1]} ${text.length - gap[1]}]`;
  const hole = '[0 1111111111 2222222222 3333333333]';
  return { bytes: Buffer.from(text.replace(hole, range.padEnd(hole.length)), 'latin1'), gap };
};

const withoutGap = (bytes: Buffer, gap: readonly [number, number]): Buffer =>
  Buffer.concat([bytes.subarray(0, gap[0]), bytes.subarray(gap[1])]);

const sha1Value = (bytes: Buffer): Buffer => execFileSync('openssl', ['dgst', '-sha1', '-binary'], { input: bytes });

/** A CMS by openssl. */
const cms = (content: Buffer, ...options: string[]): Buffer => {
  const { person, sub, root } = workshop.pki;
  const chain = workshop.path('chain.pem');
  writeFileSync(chain, `${readFileSync(sub.certificate, 'utf8')}${readFileSync(root.certificate, 'utf8')}`);
  const signer = ['-signer', person.certificate, '-inkey', person.key, '-certfile', chain];
  return execFileSync('openssl', ['cms', '-sign', '-binary', '-outform', 'DER', ...signer, ...options], {
    input: content,
  });
};

const detached = (content: Buffer): Buffer => cms(content, '-md', 'sha1');

const makers: Readonly<Record<string, (content: Buffer) => Buffer>> = {
  'adbe.pkcs7.detached': detached,
  'ETSI.CAdES.detached': detached,
  'adbe.pkcs7.sha1': (content) => cms(sha1Value(content), '-nodetach', '-md', 'sha256'),
};

/** Writes the signed file; `carried` puts the signature that was made over it into the file of the other half too. */
const signedFiles = (name: string, subFilter: string, own: Buffer, other: Buffer, make = makers[subFilter]) => {
  if (make === undefined) throw new Error(subFilter);
  const { bytes, gap } = unsignedPdf(own, subFilter);
  const value = make(withoutGap(bytes, gap)).toString('hex');
  return [own, other].map((prefix, index) => {
    const file = Buffer.from(bytes);
    prefix.copy(file);
    file.write(value, gap[0] + 1, 'latin1');
    const path = workshop.path(`${name}-${index}.pdf`);
    writeFileSync(path, file);
    return path;
  });
};

const report = (path: string): SignatureReport => signatureOf(workshop.verify(path));
const codes = ({ reasons }: SignatureReport): string[] => reasons.map(({ code }) => code);

describe.each(Object.keys(makers))('%s', (subFilter) => {
  it('two PDFs of the SHAttered pair share one good signature, and neither is accepted', () => {
    const files = signedFiles(`pair-${subFilter}`, subFilter, shattered1, shattered2);
    expect(files).toHaveLength(2);
    for (const file of files) {
      const found = report(file);
      expect(found).toMatchObject({ verdict: 'invalid', subIndication: 'HASH_FAILURE', integrity: 'unknown' });
      expect(codes(found)).toContain('sha1-collision');
      expect(codes(found)).not.toContain('digest-mismatch');
      expect(codes(found)).not.toContain('signature-wrong');
    }
  });

  it('the same file with an innocent block in the pair’s place is not suspected', () => {
    const innocent = Buffer.from(shattered1);
    innocent.writeUInt8(innocent.readUInt8(300) ^ 1, 300);
    const [file = ''] = signedFiles(`innocent-${subFilter}`, subFilter, innocent, innocent);
    const found = report(file);
    expect(found.integrity).toBe('intact');
    expect(found.verdict).toBe('indeterminate');
    expect(codes(found)).not.toContain('sha1-collision');
  });

  it('without the module the signature stays open', () => {
    const [file = ''] = signedFiles(`open-${subFilter}`, subFilter, shattered1, shattered2);
    setSha1Module('/khong/co/sha1_collision.node');
    const found = report(file);
    expect(found).toMatchObject({ verdict: 'indeterminate', integrity: 'unknown' });
    expect(codes(found)).toEqual(['sha1-unavailable']);
  });
});

it('a signature value over the content itself, by PSS: the collision shows there too', () => {
  const pss = (content: Buffer): Buffer =>
    cms(content, '-noattr', '-md', 'sha1', '-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:20');
  for (const file of signedFiles('pss', 'adbe.pkcs7.detached', shattered1, shattered2, pss)) {
    expect(codes(report(file))).toContain('sha1-collision');
  }
});

it('a SHA-256 signature over half of a pair is none of SHA-1’s business, and needs no module', () => {
  const sha256 = (content: Buffer): Buffer => cms(content, '-md', 'sha256');
  const [own = '', other = ''] = signedFiles('sha256', 'adbe.pkcs7.detached', shattered1, shattered2, sha256);
  setSha1Module('/khong/co/sha1_collision.node');
  expect(report(own)).toMatchObject({ verdict: 'valid', integrity: 'intact' });
  expect(codes(report(other))).toContain('digest-mismatch');
});

it('no document of the corpus shows a collision', () => {
  const folders = ['signed', 'unsigned'].map((name) => join('tests', 'corpus', 'documents', name));
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  expect(files.length).toBeGreaterThan(40);
  for (const file of files) {
    const source = new FileSource(file);
    const { collision } = sha1WithDetection((sink) => source.stream(0, source.length, sink));
    source.close();
    expect(collision, file).toBe(false);
  }
});
