/**
 * Innocent files as other software makes them: what iText, PDFBox, PDF.js, MuPDF, poppler, LibreOffice and Acrobat write
 * otherwise than it stood there, or add of their own, between two signatures and after them. Each has to stay valid.
 */
import { type Bodies, form, put, stream } from '../attacks/bodies.js';
import { type Studio, whole } from './edge-cases.js';
import { type MarkPlan, signed, type Tool, toolNamed, unsigned, usualClock, usualMarks } from './families.js';
import { TwinFile, textToken } from './file.js';
import { handwriting, objects, places, seal } from './letter.js';

const modern: Tool = { ...toolNamed('cross-reference streams'), xref: 'table', field: (index) => `Signature${index + 1}` };

export interface Innocent {
  readonly name: string;
  readonly bytes: Buffer;
}

const replaced = (bytes: Buffer, from: string | RegExp, to: string): TwinFile =>
  new TwinFile(Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1'));

/** The leader signs `base`, then the office in a revision that also writes `also`. */
const signedTwice = (
  { cast, chance }: Studio,
  base: TwinFile,
  also: (file: TwinFile) => Bodies = () => ({}),
  certify: 2 | null = null,
  page = 0,
): TwinFile => {
  const tool = { ...modern, certify };
  const leader: MarkPlan = { by: cast.leader, rect: places.signature, look: () => handwriting };
  const office: MarkPlan = { by: cast.office, rect: places.seal, look: () => seal, page };
  const first = signed(cast, base, { mark: leader, tool, claimed: usualClock(chance), field: 'Lanh dao', ...(certify === null ? {} : { certify }) });
  return signed(cast, first, { mark: office, tool, claimed: usualClock(chance), field: 'Van phong', also: also(first) });
};

const letterOf = ({ cast }: Studio): TwinFile => unsigned(cast, modern);

/** Attributes of pages handed down by the tree, as Quartz and pdfTeX write them. */
const inherited = (studio: Studio): TwinFile => {
  const base = letterOf(studio);
  const page = base.body(objects.page);
  const resources = /\/Resources(<<.*?>>>>)/.exec(page)?.[1] ?? '';
  const bare = (num: number): string => put(put(base.body(num), 'MediaBox', null), 'Resources', null).replace('/Rotate 0', '');
  return base.revise({
    [objects.pages]: base.body(objects.pages).replace('<<', `<</MediaBox[0 0 595.32001 841.92004]/Rotate 0/Resources${resources}`),
    [objects.annex]: bare(objects.annex),
  });
};

const materialised = (file: TwinFile): Bodies => {
  const resources = /\/Resources(<<.*?>>>>)/.exec(file.body(objects.pages))?.[1] ?? '';
  return { [objects.annex]: file.body(objects.annex).replace('<<', `<</MediaBox[0 0 595.32001 841.92004]/Rotate 0/Resources${resources}`) };
};

const check = (state: string): string => form(state === 'Yes' ? 'q BT /ZaDb 12 Tf 3 4 Td (4) Tj ET Q' : '', '[0 0 18 18]', '/Resources<</Font<</ZaDb<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>>>>>');
const line = (text: string): string => form(`BT /Helv 11 Tf 2 5 Td (${text}) Tj ET`, '[0 0 100 20]', '/Resources<</Font<</Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>');

/** A text, a check box and an empty signature field in a hierarchy, all without /P, as a form that is sent around. */
const prepared: Bodies = {
  14: `<</Type/Annot/Subtype/Widget/FT/Tx/T(ghichu)/Rect[85.1234 380.5678 185.1234 400.5678]/F 4/DA(/Helv 11 Tf 0 g)/MK<</BC[.1 .1 .1]/BG[.95 .943 1]>>/V(cu)/AP<</N 18 0 R>>>>`,
  15: '<</Type/Annot/Subtype/Widget/FT/Btn/T(dongy)/Rect[85 340 103 358]/F 4/V/Off/AS/Off/MK<</CA(8)>>/AP<</N<</Off 19 0 R/Yes 20 0 R>>>>>>',
  16: '<</T(ky)/Kids[17 0 R]>>',
  17: '<</Type/Annot/Subtype/Widget/FT/Sig/T(chanh van phong)/Parent 16 0 R/Rect[100 160 200 220]/F 4>>',
  18: line('cu'),
  19: check('Off'),
  20: check('Off'),
};

const withForm = ({ cast }: Studio): TwinFile => {
  const file = unsigned(cast, modern, { fields: prepared });
  const root = file.body(objects.form).replace(/\/Fields\[[^\]]*\]/, '/Fields[14 0 R 15 0 R 16 0 R]');
  return file.revise({ [objects.form]: root });
};

/** As PDF.js saves: numbers with two decimals, /M, a new appearance; a check by another glyph as iText draws it. */
const filled = (file: TwinFile): Bodies => {
  const free = file.size;
  const text = put(put(put(put(file.body(14), 'V', '(moi)'), 'AP', `<</N ${free} 0 R>>`), 'Rect', '[85.12 380.57 185.12 400.57]'), 'MK', '<</BC[0.1 0.1 0.1]/BG[0.95 0.94 1]>>');
  const box = put(put(put(file.body(15), 'V', '/Yes'), 'AS', '/Yes'), 'MK', '<</CA(4)>>');
  return {
    14: put(text, 'M', '(D:20261103)'),
    15: put(box, 'AP', `<</N<</Off 19 0 R/Yes ${free + 1} 0 R>>>>`),
    [free]: line('moi'),
    [free + 1]: check('Yes'),
  };
};

const cases = (): Readonly<Record<string, (studio: Studio) => TwinFile>> => ({
  'iText writes what a page inherits into the page': (studio) => signedTwice(studio, inherited(studio), materialised, null, 1),
  'PDF.js rounds the sizes of a page to two decimals': (studio) =>
    signedTwice(studio, inherited(studio), (file) => ({ [objects.annex]: (materialised(file)[objects.annex] ?? '').replace('595.32001 841.92004', '595.32 841.92') }), null, 1),
  'LibreOffice’s checksum in the trailer of a later save': (studio) => saved(signedTwice(studio, letterOf(studio)), `/Info ${objects.info} 0 R/DocChecksum/00FF`),
  'keywords of Quartz in the document information, and its title changed': (studio) => {
    const base = letterOf(studio);
    const info = `<</Producer(Quartz)/Title(Mot)/AAPL:Keywords[(mot)(hai)]/Keywords(mot, hai)/Trapped/False/Count 3>>`;
    return signedTwice(studio, base.revise({ [objects.info]: info }), () => ({ [objects.info]: put(info, 'Title', '(Hai)') }));
  },
  'the trailer no longer names the document information': (studio) => saved(signedTwice(studio, letterOf(studio)), ''),
  'MuPDF counts generations of free entries to 65536': (studio) => signedTwice(studio, replaced(letterOf(studio).bytes, '0000000000 65535 f', '0000000000 65536 f')),
  'Acrobat’s save: tagging stated, extensions, new XMP': (studio) =>
    signedTwice(studio, letterOf(studio), (file) => {
      const xmp = stream('<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"/><?xpacket end="w"?>', '/Type/Metadata/Subtype/XML');
      const entries = `<</MarkInfo<</Marked false>>/Version/1.7/Extensions<</ADBE<</BaseVersion/1.7/ExtensionLevel 8>>>>/Metadata ${file.size} 0 R`;
      return { [objects.root]: file.body(objects.root).replace('<<', entries), [file.size]: xmp };
    }, 2),
  'a store of validation data with empty lists before the next signature': (studio) =>
    signedTwice(studio, letterOf(studio), (file) => ({ [objects.root]: put(file.body(objects.root), 'DSS', '<</Type/DSS/Certs[]/CRLs[]/OCSPs[]/VRI<<>>>>') }), 2),
  'a list of dictionaries written as an object of its own by PDFBox': (studio) => {
    const base = letterOf(studio);
    const labelled = base.revise({ [objects.root]: put(base.body(objects.root), 'PageLabels', '<</Nums[0<</S/D>>]>>') });
    return signedTwice(studio, labelled, (file) => ({ [file.size]: '<</S/D>>', [objects.root]: put(file.body(objects.root), 'PageLabels', `<</Nums[0 ${file.size} 0 R]>>`) }));
  },
  'form filled between the signatures': (studio) => signedTwice(studio, withForm(studio), filled),
  'form filled after a certification': (studio) => signedTwice(studio, withForm(studio), filled, 2),
  'fields made read-only by the next signature, one that is signed included': (studio) =>
    signedTwice(studio, withForm(studio), (file) => ({
      14: put(file.body(14), 'Ff', '1'),
      15: put(file.body(15), 'Ff', '1'),
    })),
  'the page of a widget stated later': (studio) => signedTwice(studio, withForm(studio), (file) => ({ 14: put(file.body(14), 'P', `${objects.page} 0 R`) })),
  'a prepared field below a node of the form': ({ cast, chance }) => {
    const base = withForm({ cast, chance });
    const first = signed(cast, base, { mark: { by: cast.leader, rect: places.signature, look: () => handwriting }, tool: modern, claimed: usualClock(chance), field: 'Lanh dao' });
    return signed(cast, first, { mark: { by: cast.office, rect: [100, 160, 200, 220], look: () => seal }, tool: modern, claimed: usualClock(chance), field: 'x', existing: 17 });
  },
  'an empty field prepared after the signature for who signs next': (studio) => {
    const file = whole(studio, 1);
    const free = file.size;
    const field = `<</Type/Annot/Subtype/Widget/FT/Sig/T${textToken('Chờ ký')}/F 4/Rect[85 60 185 120]/P ${objects.page} 0 R>>`;
    const fields = file.body(objects.form).replace(/\/Fields\s*\[([^\]]*)\]/, `/Fields[$1 ${free} 0 R]`);
    const page = file.body(objects.page).replace(/\/Annots\s*\[([^\]]*)\]/, `/Annots[$1 ${free} 0 R]`);
    return file.revise({ [objects.form]: fields, [objects.page]: page, [free]: field });
  },
  'a new signature under a new node of names, its widget apart': (studio) => nested(studio, false),
  'a new signature under a node that another signature is under': (studio) => nested(studio, true),
  'the pictures of the form’s resources are those of the newest signature': (studio) => {
    const base = letterOf(studio);
    const pictures = (file: TwinFile, number: number): Bodies => ({
      [file.size + number]: form('', '[0 0 10 10]', '/Resources<<>>'),
      [objects.form]: put(file.body(objects.form), 'DR', `<</Font<</Helv 7 0 R>>/XObject<</FRM ${file.size + number} 0 R>>>>`),
    });
    return signedTwice(studio, base.revise(pictures(base, 0)), (file) => pictures(file, 0));
  },
  'resources shared by the form and a page get a font more': (studio) => {
    const base = letterOf(studio);
    const shared = base.size;
    const use = (num: number): string => base.body(num).replace(/\/Resources<<.*?>>>>/, `/Resources ${shared} 0 R`);
    const file = base.revise({
      [shared]: '<</Font<</F1 7 0 R/Helv 7 0 R>>>>',
      [objects.page]: use(objects.page),
      [objects.annex]: use(objects.annex),
      [objects.form]: put(base.body(objects.form), 'DR', `${shared} 0 R`),
    });
    return signedTwice(studio, file, () => ({ [shared]: '<</Font<</F1 7 0 R/Helv 7 0 R/ZaDb<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>>>>>' }));
  },
  'poppler leaves the field out of a form that stands in the catalog': strayed,
  'iText 7 and Acrobat tag their widget in a tagged document': (studio) => {
    const base = letterOf(studio);
    const [root, element, list, tree] = [0, 1, 2, 3].map((step) => base.size + step);
    const parts = (more: string, next: number, nums: string): Bodies => ({
      [root ?? 0]: `<</Type/StructTreeRoot/K ${element} 0 R/ParentTree ${tree} 0 R/ParentTreeNextKey ${next}>>`,
      [element ?? 0]: `<</Type/StructElem/S/Document/P ${root} 0 R/K ${list} 0 R>>`,
      [list ?? 0]: `[<</Type/MCR/Pg ${objects.page} 0 R/MCID 0>>${more}]`,
      [tree ?? 0]: `<</Nums[0[${element} 0 R]${nums}]>>`,
    });
    const tagged = base.revise({
      ...parts('', 1, ''),
      [objects.root]: base.body(objects.root).replace('<<', `<</MarkInfo<</Marked true>>/StructTreeRoot ${root} 0 R`),
    });
    return signedTwice(studio, tagged, (file) => ({
      ...parts(` ${file.size} 0 R`, 2, `1 ${file.size} 0 R`),
      [file.size]: `<</Type/StructElem/S/Form/P ${element} 0 R/K<</Type/OBJR/Obj ${file.size + 2} 0 R/Pg ${objects.page} 0 R>>>>`,
    }));
  },
  'an object that is no longer used is freed': (studio) => {
    const base = letterOf(studio);
    const num = base.size;
    const spare = base.revise({ [num]: '<</Type/Metadata>>', [objects.root]: put(base.body(objects.root), 'Metadata', `${num} 0 R`) });
    const file = signedTwice(studio, spare, (first) => ({ [objects.root]: put(first.body(objects.root), 'Metadata', null) }));
    return freed(file, num);
  },
  'PDFBox’s /Size counts the objects of its own section alone': (studio) => {
    const base = letterOf(studio);
    const moved = base.size;
    const low = base.revise({ [moved]: base.body(objects.pages), [objects.root]: put(base.body(objects.root), 'Pages', `${moved} 0 R`), [objects.page]: put(base.body(objects.page), 'Parent', `${moved} 0 R`), [objects.annex]: put(base.body(objects.annex), 'Parent', `${moved} 0 R`) });
    const file = signedTwice(studio, low).revise({ [objects.info]: '<</Title(Moi)>>' });
    return replaced(file.bytes, /trailer\n<<\/Size \d+(?=[^]{0,300}$)/, `trailer\n<</Size ${objects.info + 1}`.padEnd(`trailer\n<</Size ${file.size}`.length));
  },
});

/** As poppler signs where the form stands in the catalog: the page leads to the field, the form does not. */
const strayed = (studio: Studio): TwinFile => {
  const { cast, chance } = studio;
  const base = letterOf(studio);
  const direct = base.revise({ [objects.root]: put(base.body(objects.root), 'AcroForm', base.body(objects.form)) });
  const first = direct.size;
  const page = put(direct.body(objects.page), 'Annots', `[${first} 0 R]`);
  const field = `<</Type/Annot/Subtype/Widget/FT/Sig/T(8AD21FA6CE8B)/DA(/Helv 0.00 Tf)/F 148/Border[0 0 0]/AS/N/Rect[0 0 0 0]/P ${objects.page} 0 R>>`;
  const leader: MarkPlan = { by: cast.leader, rect: places.hidden, look: () => null };
  const also: Bodies = { [first]: field, [objects.page]: page };
  return signed(cast, direct, { mark: leader, tool: modern, claimed: usualClock(chance), field: 'x', existing: first, also });
};

/** A revision without objects, but for these lines of its table. */
const saved = (file: TwinFile, trailer: string, rows = '0 0\n'): TwinFile => {
  const previous = /startxref\n(\d+)\n%%EOF\n$/.exec(file.bytes.toString('latin1'))?.[1];
  const table = `xref\n${rows}trailer\n<</Size ${file.size}/Root ${objects.root} 0 R${trailer}/Prev ${previous}>>\n`;
  return new TwinFile(Buffer.concat([file.bytes, Buffer.from(`${table}startxref\n${file.bytes.length}\n%%EOF\n`, 'latin1')]));
};

const freed = (file: TwinFile, num: number): TwinFile =>
  saved(file, `/Info ${objects.info} 0 R`, `0 1\n${String(num).padStart(10, '0')} 65535 f\r\n${num} 1\n0000000000 00001 f\r\n`);

/** Fields “don vi.van phong” (and before it “don vi.lanh dao”), field and widget in objects of their own. */
const nested = ({ cast, chance }: Studio, known: boolean): TwinFile => {
  const sign = (file: TwinFile, node: number, field: number, name: string, by: MarkPlan): TwinFile => {
    const isNew = node === file.size;
    const page = file.body(objects.page).replace(/\/Annots\s*\[([^\]]*)\]/, `/Annots[$1 ${field + 1} 0 R]`);
    const kids = isNew ? `<</T(don vi)/Kids[${field} 0 R]>>` : file.body(node).replace(']', ` ${field} 0 R]`);
    const fields = file.body(objects.form).replace(/\/Fields\s*\[([^\]]*)\]/, `/Fields[$1 ${node} 0 R]`);
    const own = `<</FT/Sig/T${textToken(name)}/Parent ${node} 0 R/Kids[${field + 1} 0 R]>>`;
    const widget = `<</Type/Annot/Subtype/Widget/Parent ${field} 0 R/P ${objects.page} 0 R/F 132/Rect[0 0 0 0]>>`;
    const also: Bodies = { [objects.page]: page, [node]: kids, [field]: own, [field + 1]: widget, ...(isNew ? { [objects.form]: put(fields, 'SigFlags', '3') } : {}) };
    return signed(cast, file, { mark: { ...by, look: () => null }, tool: modern, claimed: usualClock(chance), field: name, existing: field, also });
  };
  const [leader, office] = usualMarks(cast, 2);
  const base = unsigned(cast, modern);
  if (leader === undefined || office === undefined) throw new Error('marks');
  const first = known ? sign(base, base.size, base.size + 1, 'Lãnh đạo', leader) : signed(cast, base, { mark: leader, tool: modern, claimed: usualClock(chance), field: 'Lanh dao' });
  return sign(first, known ? base.size : first.size, first.size + 1, 'Văn phòng', office);
};

export const innocentNames = Object.keys(cases());

export const innocent = (studio: Studio, name: string): Buffer => {
  const make = cases()[name];
  if (make === undefined) throw new Error(name);
  return make(studio).bytes;
};
