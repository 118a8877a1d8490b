/** Marks by somebody whose certificate anybody can buy: a name in them counts if people see it there. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { verifyFile } from '../../src/main/verification/verify-file.js';
import { createAuthority, issue, publishCrl } from '../../tools/test-pki/make.mjs';
import { at, baseDocument } from '../corpus/attacks/base-document.js';
import { type Bodies, form, stream } from '../corpus/attacks/bodies.js';
import type { Identity } from '../corpus/attacks/cases.js';
import { type OpenedCast, openCast } from './attack-cast.js';
import { only } from './verification-support.js';

let cast: OpenedCast;
let company: Identity;
let verify: (file: Buffer) => [string, string[], string[]];

beforeAll(() => {
  cast = openCast();
  const { workshop } = cast;
  const market = createAuthority(join(workshop.folder, 'cho'), { subject: [['CN', 'CA công cộng THỬ NGHIỆM']] });
  publishCrl(market);
  const leaf = issue(market, {
    name: 'cong-ty',
    subject: [['CN', 'CONG TY DAT VIET']],
    extensions: ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature, nonRepudiation'],
  });
  company = {
    certificates: [only(readCertificates(readFileSync(leaf.certificate)))],
    key: createPrivateKey(readFileSync(leaf.key)),
  };
  const { pki } = workshop;
  const trust = loadTrust({ shipped: 'resources/trust', added: [pki.root.certificate] });
  const roots = readCertificates(readFileSync(market.certificate));
  const anchors = [...trust.anchors, ...roots.map((certificate) => ({ certificate, scheme: 'public' as const }))];
  const crls = [pki.root.crl, pki.sub.crl, market.crl].map((crl) => readFileSync(crl));
  verify = (file) => {
    const path = workshop.path('case.pdf');
    writeFileSync(path, file);
    const policy = loadPolicy('resources/policy/verification.json');
    const { report } = verifyFile(path, { trust: { ...trust, anchors }, policy, crls, at: new Date() });
    const codes = (reasons: readonly { code: string }[]): string[] => reasons.map(({ code }) => code);
    return [report.verdict, codes(report.reasons), codes(report.warnings)];
  };
});
afterAll(() => cast.close());

const helvetica = '/Font<</F1 7 0 R>>';
const line = (text: string, size = 12, [x, y] = [2, 40]): string => `BT /F1 ${size} Tf ${x} ${y} Td (${text}) Tj ET `;
const name = 'CONG TY DAT VIET';
const free = '[300 200 500 260]';

const marked = (
  content: string,
  { resources = helvetica, rect = free, entries = '', also = {} as Bodies } = {},
): Buffer =>
  baseDocument({ [at.content]: stream('BT /F1 12 Tf 72 650 Td (So:                  /QD-UBND) Tj ET') })
    .sign(cast.person)
    .sign(company, {
      rect,
      appearance: null,
      fieldEntries: '/AP<</N 70 0 R>>',
      also: { 70: form(content, '[0 0 200 60]', `${entries}/Resources<<${resources}>>`), ...also },
    }).bytes;

const drawnFont = {
  71: '<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 72 0 R>>/Encoding<</Differences[32/a/a 65/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a]>>/FirstChar 32/LastChar 90/Widths[59 0 R]/ToUnicode 73 0 R/Resources<<>>>>'.replace(
    '59 0 R',
    '.6 '.repeat(59),
  ),
  72: stream('.6 0 d0 0 0 .5 .1 re 0 .3 .5 .1 re f'),
  73: stream('1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <20> <5a> <0020> endbfrange'),
};
const layer = '/Properties<</L 22 0 R>>';
const more = line('Thuong 900 trieu');

describe('a mark in the free of the page that names its signer', () => {
  it.each<[string, string, Parameters<typeof marked>[1]?]>([
    ['not at all', more],
    ['in white', `${more}1 g ${line(name, 12, [2, 10])}`],
    ['in white by colour space', `${more}/DeviceRGB cs 1 1 1 sc ${line(name, 12, [2, 10])}`],
    [
      'in a tint that nobody knows',
      `${more}/S cs 0 scn ${line(name, 12, [2, 10])}`,
      {
        resources: `${helvetica}/ColorSpace<</S[/Separation/Mau/DeviceGray<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>]>>`,
      },
    ],
    [
      'almost transparent',
      `${more}/G gs ${line(name, 12, [2, 10])}`,
      { resources: `${helvetica}/ExtGState<</G<</ca .05>>>>` },
    ],
    ['in print that nobody reads', more + line(name, 1, [2, 10])],
    ['in outlines whose colour is white', `${more}1 G 1 Tr ${line(name, 12, [2, 10])}`],
    ['under a box', `${more}${line(name, 12, [2, 10])} 1 g 0 5 200 20 re f`],
    ['in a layer', `${more}/OC /L BDC ${line(name, 12, [2, 10])} EMC`, { resources: helvetica + layer }],
    [
      'in a form that is in a layer',
      `${more}/X Do`,
      {
        resources: `${helvetica}/XObject<</X 74 0 R>>`,
        also: { 74: form(line(name, 12, [2, 10]), '[0 0 200 60]', '/OC 22 0 R/Resources<</Font<</F1 7 0 R>>>>') },
      },
    ],
    [
      'in drawings of a font',
      `${more}BT /T3 12 Tf 2 10 Td (${name}) Tj ET`,
      { resources: `${helvetica}/Font<</F1 7 0 R/T3 71 0 R>>`.replace(helvetica, ''), also: drawnFont },
    ],
    ['as a whole in a layer', more + line(name, 12, [2, 10]), { entries: '/OC 22 0 R' }],
    ['in what a crypt filter may exempt', more + line(name, 12, [2, 10]), { entries: '/Filter/Crypt' }],
    [
      'in what calls itself metadata',
      more + line(name, 12, [2, 10]),
      {
        also: {
          70: stream(
            more + line(name, 12, [2, 10]),
            `/Type/Metadata/Subtype/Form/BBox[0 0 200 60]/Resources<<${helvetica}>>`,
          ),
        },
      },
    ],
  ])('%s', (_name, content, options) => {
    const [verdict, codes] = verify(marked(content, options));
    expect([verdict, codes.some((code) => code === 'mark-by-stranger' || code === 'marks-unread')]).toEqual([
      'indeterminate',
      true,
    ]);
  });

  it.each<[string, string]>([
    ['below what it says', line('Da ky so') + line(name, 12, [2, 10])],
    ['in smaller letters', line('Da ky so', 14) + line(name, 8, [2, 10])],
    ['in colour', `.8 0 0 rg ${line('Da ky so')}0 0 .7 rg ${line(name, 12, [2, 10])}`],
    ['on a background', `.95 g 0 0 200 60 re f 0 g ${line(name)}`],
  ])('is valid: %s', (_name, content) => expect(verify(marked(content)).slice(0, 2)).toEqual(['valid', []]));
});

describe('a mark on a page that is a scan', () => {
  const image = (width: number, height: number, entries = ''): string =>
    stream(
      '\xff'.repeat(width * height),
      `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/DeviceGray/BitsPerComponent 8${entries}`,
    );
  const scan = (
    content: string,
    also: Bodies = {},
    signer: 'company' | 'office' = 'company',
  ): [string, string[], string[]] => {
    const file = baseDocument({
      [at.content]: stream('q 595 0 0 842 0 0 cm /Im0 Do Q'),
      [at.image]: image(4, 4),
    })
      .sign(cast.person)
      .sign(signer === 'company' ? company : cast.office, {
        rect: '[300 200 500 260]',
        appearance: null,
        fieldEntries: '/AP<</N 70 0 R>>',
        also: { 70: form(content, '[0 0 200 60]', `/Resources<<${helvetica}/XObject<</Im 71 0 R>>>>`), ...also },
      }).bytes;
    const [verdict, codes, warnings] = verify(file);
    return [verdict, codes, warnings.filter((code) => code.startsWith('mark'))];
  };
  const named = line(name, 12, [2, 45]);
  const covers: readonly [string, string, Bodies?][] = [
    ['a white box with a text', `1 g 10 5 120 14 re f 0 g ${line('900', 12, [12, 8])}${named}`],
    ['a picture', `q 100 0 0 30 0 0 cm /Im Do Q ${named}`, { 71: image(2, 2) }],
    [
      'a picture whose mask hides nothing',
      `q 100 0 0 30 0 0 cm /Im Do Q ${named}`,
      { 71: image(1, 1, '/SMask 72 0 R'), 72: image(1, 1) },
    ],
    ['many thin bars', `${Array.from({ length: 14 }, (_, i) => `10 ${5 + i} 120 1.1 re`).join(' ')} f ${named}`],
  ];
  it.each(covers)('hides what nobody can read: %s', (_name, content, also) =>
    expect(scan(content, also)).toEqual(['indeterminate', ['mark-hides-scan'], []]),
  );
  it.each(covers)('by an office it is told: %s', (_name, content, also) =>
    expect(scan(content, also, 'office')).toEqual(['valid', [], ['mark-over-scan']]),
  );
  const sheer = Array.from({ length: 40 * 40 }, (_, i) => ((i % 40) % 4 === 0 ? '\xff' : '\x00')).join('');
  it.each<[string, string, Bodies?]>([
    ['letters alone', named],
    ['a frame', `.5 .5 199 59 re S ${named}`],
    [
      'a seal with a mask',
      `q 60 0 0 60 0 0 cm /Im Do Q ${named}`,
      {
        71: image(1, 1, '/SMask 72 0 R'),
        72: stream(sheer, '/Type/XObject/Subtype/Image/Width 40/Height 40/ColorSpace/DeviceGray/BitsPerComponent 8'),
      },
    ],
    ['a small solid star', `20 20 24 24 re f ${named}`],
  ])('lets the paper be seen: %s', (_name, content, also) => expect(scan(content, also)).toEqual(['valid', [], []]));
});

describe('a mark in a line of the page', () => {
  const rect = '[100 646 180 664]';
  it('is for those who issue it, whatever its letters say', () =>
    expect(verify(marked(`q .4 0 0 .4 0 0 cm ${line(name)} Q`, { rect })).slice(0, 2)).toEqual([
      'indeterminate',
      ['mark-by-stranger'],
    ]));

  it('is no better for a signature that its signer set before, and which shows nothing', () => {
    const base = baseDocument({ [at.content]: stream('BT /F1 12 Tf 72 650 Td (So:                  /QD-UBND) Tj ET') });
    const first = base.sign(cast.person).sign(company, { rect: '[0 0 0 0]', appearance: null });
    const [verdict, codes] = verify(first.sign(company, { rect, appearance: line('286', 12, [2, 5]) }).bytes);
    expect([verdict, codes]).toEqual(['indeterminate', ['mark-by-stranger']]);
  });

  it('is for whoever signed first, an office included that signed after a company', () => {
    const base = baseDocument({ [at.content]: stream('BT /F1 12 Tf 72 650 Td (So:                  /QD-UBND) Tj ET') });
    const own = base.sign(company).sign(company, { rect, appearance: line('286', 12, [2, 5]) });
    const office = base
      .sign(company)
      .sign(cast.office, { rect: '[0 0 0 0]', appearance: null })
      .sign(cast.office, { rect, appearance: line('286', 12, [2, 5]) });
    expect([verify(own.bytes), verify(office.bytes)].map(([verdict]) => verdict)).toEqual(['valid', 'valid']);
  });

  it('is not that of the field whose name it has', () => {
    const base = baseDocument({ [at.content]: stream('BT /F1 12 Tf 72 650 Td (So:                  /QD-UBND) Tj ET') });
    const first = base.sign(cast.person, { name: 'Ky', rect: '[0 0 0 0]', appearance: null });
    const twice = first.sign(company, { name: 'Ky', direct: true, rect, appearance: line('286', 12, [2, 5]) });
    const [verdict, codes] = verify(twice.bytes);
    expect([verdict, codes]).toEqual(['indeterminate', ['mark-by-stranger']]);
  });
});
