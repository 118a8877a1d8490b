/** A morning's stack: scans of sealed paper, letters that their leaders signed, and some that want a look. Invented throughout. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Office } from '../integration/records-support.js';

/** Enough for a clerk's eye, small enough for a test. */
const DPI = 100;

interface Picture {
  readonly dict: string;
  readonly stream: Buffer;
}

/** Objects numbered from 1 as a file with a classic table. */
const fileOf = (objects: readonly (string | Picture)[], info: number): Buffer => {
  const parts: Buffer[] = [Buffer.from('%PDF-1.5\n', 'latin1')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  const put = (...bytes: Buffer[]): void => {
    for (const part of bytes) {
      parts.push(part);
      length += part.length;
    }
  };
  objects.forEach((body, index) => {
    offsets.push(length);
    put(Buffer.from(`${index + 1} 0 obj\n`));
    if (typeof body === 'string') put(Buffer.from(body, 'latin1'));
    else put(Buffer.from(`${body.dict}\nstream\n`, 'latin1'), body.stream, Buffer.from('\nendstream'));
    put(Buffer.from('\nendobj\n'));
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const trailer = `trailer\n<</Size ${size}/Root 1 0 R/Info ${info} 0 R>>\nstartxref\n${length}\n%%EOF\n`;
  put(Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${rows}${trailer}`));
  return Buffer.concat(parts);
};

/** A page as a scanner gives it. */
interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly coding: string;
  readonly data: Buffer;
}

/** Pages that are pictures and nothing else (ISO 32000-2 8.9.5); `name` makes it a file of its own. */
const scanOf = (sheets: readonly Sheet[], name: string): Buffer => {
  const first = 4;
  const pages = sheets.flatMap(({ width, height, coding, data }, index): (string | Picture)[] => {
    const [wide, high] = [width, height].map((pixels) => ((pixels * 72) / DPI).toFixed(2));
    const [content, image] = [first + 3 * index + 1, first + 3 * index + 2];
    const drawing = `q ${wide} 0 0 ${high} 0 0 cm /Im Do Q`;
    return [
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${wide} ${high}]/Resources<</XObject<</Im ${image} 0 R>>>>/Contents ${content} 0 R>>`,
      `<</Length ${drawing.length}>>\nstream\n${drawing}\nendstream`,
      {
        dict: `<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}${coding}/Length ${data.length}>>`,
        stream: data,
      },
    ];
  });
  const kids = sheets.map((_, index) => `${first + 3 * index} 0 R`).join(' ');
  const head = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${kids}]/Count ${sheets.length}>>`,
    `<</Producer(May quet thu nghiem)/Title(${name})>>`,
  ];
  return fileOf([...head, ...pages], 3);
};

/** By the start of its frame (ISO/IEC 10918-1 B.2.2). */
const colourSheet = (data: Buffer): Sheet => {
  for (let at = 2; at + 9 < data.length; at += 2 + data.readUInt16BE(at + 2)) {
    const marker = data[at + 1] ?? 0;
    if (marker < 0xc0 || marker > 0xc2) continue;
    const coding = '/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode';
    return { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7), coding, data };
  }
  throw new Error('no JPEG');
};

/** Of a portable bitmap, in which 1 is black. */
const bilevelSheet = (bitmap: Buffer): Sheet => {
  const [head, width, height] = /^P4\s+(\d+)\s+(\d+)\s/.exec(bitmap.toString('latin1', 0, 60)) ?? [];
  if (head === undefined) throw new Error('no bitmap');
  const coding = '/ColorSpace/DeviceGray/BitsPerComponent 1/Decode[1 0]/Filter/FlateDecode';
  return { width: Number(width), height: Number(height), coding, data: deflateSync(bitmap.subarray(head.length)) };
};

/** The pages of a file, as a scanner gives them. */
const scanned = (file: string, folder: string, name: string, kind: 'colour' | 'bilevel'): Sheet[] => {
  const stem = join(folder, `${name}-${kind}`);
  const form = kind === 'colour' ? ['-jpeg', '-jpegopt', 'quality=70'] : ['-mono'];
  execFileSync('pdftoppm', ['-r', String(DPI), ...form, file, stem]);
  const pages = readdirSync(folder).filter((page) => page.startsWith(`${basename(stem)}-`));
  return pages.sort().map((page) => {
    const data = readFileSync(join(folder, page));
    return kind === 'colour' ? colourSheet(data) : bilevelSheet(data);
  });
};

type Signed = Pick<Office, 'letter' | 'leader'>;

export interface Stack {
  /** Where the files of the clerk lie. */
  readonly folder: string;
  readonly scans: readonly string[];
  readonly originals: readonly string[];
  /** What the originals are, and who signed them. */
  readonly letters: readonly Signed[];
  /** Scans without colour: nobody but the clerk can tell whether the paper was sealed. */
  readonly others: readonly string[];
}

export interface StackSize {
  readonly scans: number;
  readonly originals: number;
  readonly others: number;
}

/** Makes the stack of the office in `folder`; the same size gives the same letters. */
export const makeStack = async (
  office: Office,
  folder: string,
  { scans, originals, others }: StackSize,
): Promise<Stack> => {
  const work = join(folder, 'làm');
  const desk = join(folder, 'văn bản');
  for (const path of [work, desk]) mkdirSync(path, { recursive: true });
  const image = { leader: office.letter.labels.name };
  const put = (name: string, bytes: Uint8Array | string): string => {
    const path = join(desk, name);
    if (typeof bytes === 'string') copyFileSync(bytes, path);
    else writeFileSync(path, bytes);
    return path;
  };
  const files = { scans: [] as string[], originals: [] as string[], others: [] as string[] };
  const letters: Signed[] = [];
  const sheets: { readonly colour: Sheet[]; readonly bilevel: Sheet[] }[] = [];
  for (let index = 0; index < originals; index += 1) {
    const { draft, leader, letter } = index === 0 ? office : office.another();
    letters.push({ leader, letter });
    const { file } = await office.perform(draft, 'approve', leader, image);
    files.originals.push(put(`tờ trình ${String(index + 1).padStart(2, '0')}.pdf`, file));
    if (sheets.length < 2) {
      const done = { kind: 'electronic', number: 40 + index, date: '2026-03-05', ...image } as const;
      const issued = await office.perform(file, 'issue', office.seal, done);
      const sheet = (kind: 'colour' | 'bilevel'): Sheet[] => scanned(issued.file, work, String(index), kind);
      sheets.push({ colour: sheet('colour'), bilevel: sheet('bilevel') });
    }
  }
  const sheetFor = (index: number) => {
    const sheet = sheets[index % sheets.length];
    if (!sheet) throw new Error('scans are made of issued originals');
    return sheet;
  };
  for (let index = 0; index < scans; index += 1) {
    const name = `quét ${String(index + 1).padStart(2, '0')}.pdf`;
    files.scans.push(put(name, scanOf(sheetFor(index).colour, `Ban quet ${index + 1}`)));
  }
  for (let index = 0; index < others; index += 1) {
    const name = `quét đen trắng ${String(index + 1).padStart(2, '0')}.pdf`;
    files.others.push(put(name, scanOf(sheetFor(index).bilevel, `Ban quet den trang ${index + 1}`)));
  }
  return { folder: desk, letters, ...files };
};
