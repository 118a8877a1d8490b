/** Twins of the edge cases that were met in the wild, and of the ways in which number, date and seal are written. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bodies, form, put, stream } from '../attacks/bodies.js';
import type { Cast, Identity } from './cast.js';
import { type Rect, TwinFile, textToken } from './file.js';
import { type MarkPlan, signed, signedBy, type Tool, toolNamed, unsigned, usualClock, usualMarks } from './families.js';
import { handwriting, objects, places, seal, words } from './letter.js';
import type { Random } from './random.js';

export interface Studio {
  readonly cast: Cast;
  readonly chance: Random;
}

const cades = toolNamed('cross-reference streams');
/** Like most of today's: CAdES, SHA-256, approval signatures, cross-reference tables. */
const modern: Tool = { ...cades, xref: 'table', field: (index) => `Signature${index + 1}` };

/** A file written anew by qpdf with these options. */
const rewritten = ({ cast }: Studio, file: TwinFile, ...options: readonly string[]): TwinFile => {
  const [before, after] = [join(cast.folder, 'before.pdf'), join(cast.folder, 'after.pdf')];
  writeFileSync(before, file.bytes);
  execFileSync('qpdf', [before, ...options, after], { stdio: 'pipe' });
  return new TwinFile(readFileSync(after));
};

export const whole = ({ cast, chance }: Studio, count = 4, tool: Tool = modern): TwinFile =>
  signedBy(cast, tool, usualMarks(cast, count), chance);

/** The receiver's stamp on page 1, by a tool that writes the whole file anew. */
export const incomingStamp = (studio: Studio): TwinFile => {
  const stamp = stream('q 1 0 0 RG 2 w 30 620 142 99 re S Q');
  const page = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R>>';
  const bodies: Bodies = { 1: '<</Type/Catalog/Pages 2 0 R>>', 2: '<</Type/Pages/Kids[3 0 R]/Count 1>>', 3: page, 4: stamp, 5: '<</Producer(dau den)>>' };
  const overlay = join(studio.cast.folder, 'stamp.pdf');
  writeFileSync(overlay, TwinFile.create(bodies, { root: 1, info: 5 }).bytes);
  return rewritten(studio, whole(studio), '--overlay', overlay, '--to=1', '--');
};

/** The form and its widgets gone, the signature dictionary kept by the catalog's /Perms, the file compressed. */
export const stripped = (studio: Studio): TwinFile => {
  const { cast } = studio;
  const file = whole(studio, 1, { ...modern, certify: 2 });
  const bare = file.revise({ [file.root]: put(file.body(file.root), 'AcroForm', null), [file.page(0)]: put(file.body(file.page(0)), 'Annots', null) });
  return rewritten({ ...studio, cast }, bare, '--object-streams=generate', '--recompress-flate');
};

/** Two signatures, an editor of scans that writes the file anew, three more signatures. */
export const scanEditor = (studio: Studio): TwinFile => {
  const { cast, chance } = studio;
  const [first, second, ...others] = usualMarks(cast, 5);
  if (first === undefined || second === undefined) throw new Error('marks');
  const edited = rewritten(studio, signedBy(cast, modern, [first, second], chance), '--object-streams=disable');
  return others.reduce(
    (file, mark, index) => signed(cast, file, { mark, tool: modern, claimed: usualClock(chance), field: `Signature${index + 3}` }),
    edited,
  );
};

export const junk = Buffer.from('\r\n--MIME_boundary----\r', 'latin1').subarray(0, 21);

/** Junk before %PDF, from which every offset counts. */
export const leadingJunk = (studio: Studio): Buffer => Buffer.concat([junk, whole(studio).bytes]);

export const bareDigestInfo = (studio: Studio): TwinFile => whole(studio, 4, { ...modern, bareDigestInfo: true });

/** The first of five is wrong; the others sign over it. */
export const wrongFirst = ({ cast, chance }: Studio): TwinFile =>
  usualMarks(cast, 5).reduce(
    (file, mark, index) =>
      signed(cast, file, { mark, tool: { ...modern, wrongValue: index === 0 }, claimed: usualClock(chance), field: `Signature${index + 1}` }),
    unsigned(cast, modern),
  );

/** One signature by `by`, as the leader signs. */
export const signedOnce = ({ cast, chance }: Studio, by: Identity, more: Partial<Tool> & { claimed?: Date; entries?: string; fieldName?: string; dated?: boolean } = {}): TwinFile => {
  const { claimed = usualClock(chance), entries, fieldName = 'Signature1', dated = true, ...style } = more;
  const tool: Tool = { ...modern, ...style };
  const mark: MarkPlan = { by, rect: places.signature, look: () => handwriting };
  return signed(cast, unsigned(cast, tool), {
    mark,
    tool,
    claimed,
    dated,
    field: fieldName,
    ...(entries === undefined ? {} : { entries }),
    ...(tool.certify === null ? {} : { certify: tool.certify }),
  });
};

/** Signatures without a place on any page, with and without an appearance. */
export const invisible = ({ cast, chance }: Studio, certify: 2 | null = null): TwinFile => {
  const marks: MarkPlan[] = [cast.leader, cast.office].map((by) => ({ by, rect: places.hidden, look: () => null, page: 1 }));
  return signedBy(cast, { ...modern, certify }, marks, chance);
};

/** The leader certifies with one tool, the office signs its marks with another, as offices with two systems do. */
export const mixedTools = ({ cast, chance }: Studio): TwinFile => {
  const [leader, ...official] = usualMarks(cast, 5);
  if (leader === undefined) throw new Error('marks');
  const desktop = toolNamed('VGCA Sign desktop, CAdES');
  return official.reduce(
    (file, mark, index) =>
      signed(cast, file, { mark, tool: toolNamed('VNPT iOffice'), claimed: usualClock(chance), field: `SignService-Signature-${index + 2}` }),
    signedBy(cast, desktop, [leader], chance),
  );
};

/** The office's mark on an annex or a certified copy: text in the upper right corner, no picture (NĐ 30/2020 Annex I). */
export const cornerMark = ({ cast, chance }: Studio, lines: readonly string[]): TwinFile => {
  const mark: MarkPlan = { by: cast.office, rect: places.corner, look: (pen) => words(pen, 10, ...lines) };
  const tool = toolNamed('VGCA Sign desktop, adbe');
  return signedBy(cast, tool, [mark], chance, unsigned(cast, tool, { size: [602, 844] }));
};

/** What is put behind a signed file, by what it is. */
export const trailing = {
  'zero bytes': (studio: Studio): Buffer => Buffer.concat([whole(studio).bytes, Buffer.alloc(512)]),
  'so many blanks that the end is far away': (studio: Studio): Buffer =>
    Buffer.concat([whole(studio).bytes, Buffer.alloc(60_000, ' ')]),
  'line ends': (studio: Studio): Buffer => Buffer.concat([whole(studio).bytes, Buffer.from('\r\n'.repeat(40))]),
  'a revision that changes the document information': (studio: Studio): Buffer => {
    const file = whole(studio);
    return file.revise({ [objects.info]: put(file.body(objects.info), 'ModDate', "(D:20261103081500+07'00')") }).bytes;
  },
  'bytes of no revision': (studio: Studio): Buffer => Buffer.concat([whole(studio).bytes, Buffer.from('<html>502 Bad Gateway</html>')]),
} as const;

const widget = (type: string, name: string, rect: Rect): string =>
  `<</Type/Annot/Subtype/Widget/FT/${type}/T ${textToken(name)}/Rect[${rect.join(' ')}]/P ${objects.page} 0 R/F 4${type === 'Tx' ? '/DA(/Helv 13 Tf 0 g)' : ''}>>`;

/** Fields for number, day, month and seal, made before the leader signs. */
const prepared = {
  14: widget('Tx', 'So', places.number),
  15: widget('Tx', 'Ngay', places.day),
  16: widget('Tx', 'Thang', places.month),
  17: widget('Sig', 'Dau co quan', places.seal),
} as const;

/** The text fields filled, value and appearance together. */
const filledFields = (file: TwinFile): Bodies => {
  const values = { 14: ['125', places.number], 15: ['05', places.day], 16: ['11', places.month] } as const;
  return Object.fromEntries(
    Object.entries(values).flatMap(([num, [value, rect]], index) => {
      const look = file.size + index;
      const [width, height] = [rect[2] - rect[0], rect[3] - rect[1]];
      const field = put(put(file.body(Number(num)), 'V', textToken(value)), 'AP', `<</N ${look} 0 R>>`);
      return [[num, field], ...Object.entries(words({ font: file.font }, 13, value)(look, width, height))];
    }),
  );
};

export interface OfficeMarks {
  readonly certify: 2 | null;
  readonly fields: 'prepared' | 'new';
}

/** The leader signs; number, date and seal come after, in fields made before or with a new one. */
export const officeMarks = ({ cast, chance }: Studio, { certify, fields }: OfficeMarks): TwinFile => {
  const leader: MarkPlan = { by: cast.leader, rect: places.signature, look: () => handwriting };
  const office: MarkPlan = { by: cast.office, rect: places.seal, look: () => seal };
  const tool: Tool = { ...modern, certify };
  const base = unsigned(cast, tool, fields === 'prepared' ? { fields: prepared } : {});
  const approved = signed(cast, base, { mark: leader, tool, claimed: usualClock(chance), field: 'Lanh dao', ...(certify === null ? {} : { certify }) });
  return signed(cast, approved, {
    mark: office,
    tool,
    claimed: usualClock(chance),
    field: 'Dau co quan',
    ...(fields === 'prepared' ? { existing: 17, also: filledFields(approved) } : {}),
  });
};

/** Number or seal drawn without a field: into the page's content, or as a stamp annotation. */
export const drawnLater = ({ cast, chance }: Studio, how: 'content' | 'annotation', certify: 2 | null): TwinFile => {
  const file = signedBy(cast, { ...modern, certify }, usualMarks(cast, 1), chance);
  const page = file.page(0);
  const free = file.size;
  if (how === 'content') {
    const drawn = stream('q 1 0 0 RG 300 160 90 90 re S Q');
    return file.revise({ [free]: drawn, [page]: put(file.body(page), 'Contents', `[${objects.content} 0 R ${free} 0 R]`) });
  }
  const look = form('q 1 0 0 RG 2 2 86 86 re S Q', '[0 0 90 90]', '');
  const annotation = `<</Type/Annot/Subtype/Stamp/F 4/Rect[60 300 150 390]/P ${page} 0 R/AP<</N ${free + 1} 0 R>>>>`;
  const listed = file.body(page).replace(/\/Annots\s*\[([^\]]*)\]/, `/Annots [$1 ${free} 0 R]`);
  return file.revise({ [free]: annotation, [free + 1]: look, [page]: listed });
};
