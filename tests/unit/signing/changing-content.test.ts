import { describe, expect, it } from 'vitest';
import { contentFindings } from '../../../src/main/signing/changing-content.js';
import { contentPolicySchema, loadContentPolicy, stoppingFinding } from '../../../src/main/signing/content-policy.js';
import { classicPdf, open, streamBody, update } from '../pdf/sample-pdf.js';

const codes = (text: string): string[] => contentFindings(open(text)).map(({ code }) => code);
const CATALOG = '<</Type/Catalog/Pages 2 0 R>>';
const PAGES = '<</Type/Pages/Kids[3 0 R]/Count 1>>';
const page = (more = ''): string => `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]${more}>>`;
const catalog = (more: string): string => CATALOG.replace('>>', `${more}>>`);
const file = (catalogMore: string, pageMore = '', ...more: string[]): string =>
  classicPdf([catalog(catalogMore), PAGES, page(pageMore), ...more]).text;
const annotation = (more: string): string => `<</Type/Annot/Subtype/Link/Rect[0 0 9 9]${more}>>`;
const script = '<</S/JavaScript/JS(app.alert\\(1\\))>>';

describe('content that can change its look', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['nothing', file(''), []],
    ['a link to a web page', file('', '/Annots[4 0 R]', annotation('/A<</S/URI/URI(http://x.vn)>>')), []],
    ['a link within the document', file('/OpenAction<</S/GoTo/D[3 0 R/Fit]>>'), []],
    ['a view to open with', file('/OpenAction[3 0 R/FitH 800]'), []],
    ['a script to open with', file(`/OpenAction${script}`), ['content.javascript', 'content.automatic-action']],
    ['a script by name', file('/Names<</JavaScript<</Names[(a)4 0 R]>>>>', '', script), ['content.javascript']],
    [
      'a script in a field',
      file('/AcroForm<</Fields[4 0 R]>>', '', `<</FT/Tx/T(a)/AA<</K${script}>>>>`),
      ['content.javascript', 'content.automatic-action'],
    ],
    [
      'a script at the end of a chain',
      file('', '/Annots[4 0 R]', annotation('/A<</S/GoTo/D(x)/Next 5 0 R>>'), script),
      ['content.javascript'],
    ],
    ['printing when opened', file('/OpenAction<</S/Named/N/Print>>'), ['content.automatic-action']],
    ['an action of a page', file('', '/AA<</O<</S/URI/URI(http://x.vn)>>>>'), ['content.automatic-action']],
    ['an empty list of actions', file('', '/AA<<>>'), []],
    ['a program to start', file('', '/Annots[4 0 R]', annotation('/A<</S/Launch/F(a.exe)>>')), ['content.external']],
    [
      'a link into another file',
      file('', '/Annots[4 0 R]', annotation('/A<</S/GoToR/F(b.pdf)>>')),
      ['content.external'],
    ],
    [
      'a form to send',
      file('', '/Annots[4 0 R]', annotation('/A<</S/SubmitForm/F(http://x.vn)>>')),
      ['content.external'],
    ],
    ['page content in another file', file('', '/Contents 4 0 R', streamBody('/F(c.txt)', '')), ['content.external']],
    [
      'a page of another file',
      file(
        '',
        '/Resources<</XObject<</X 4 0 R>>>>',
        streamBody('/Subtype/Form/BBox[0 0 1 1]/Ref<</F(b.pdf)/Page 0>>', ''),
      ),
      ['content.external'],
    ],
    [
      'another image for print',
      file('', '/Resources<</XObject<</X 4 0 R>>>>', streamBody('/Subtype/Image/Alternates[<</Image 4 0 R>>]', '')),
      ['content.external'],
    ],
    [
      'a layer that is hidden',
      file('/OCProperties<</OCGs[4 0 R]/D<</OFF[4 0 R]>>>>', '', '<</Type/OCG/Name(a)>>'),
      ['content.optional-content'],
    ],
    [
      'layers that are off unless named',
      file('/OCProperties<</OCGs[4 0 R]/D<</BaseState/OFF>>>>', '', '<</Type/OCG>>'),
      ['content.optional-content'],
    ],
    [
      'a layer for print only',
      file(
        '/OCProperties<</OCGs[4 0 R]/D<</AS[<</Event/Print>>]>>>>',
        '',
        '<</Type/OCG/Usage<</Print<</PrintState/OFF>>>>>>',
      ),
      ['content.optional-content'],
    ],
    ['layers that are all shown', file('/OCProperties<</OCGs[4 0 R]/D<</ON[4 0 R]>>>>', '', '<</Type/OCG>>'), []],
    ['fields to be redrawn', file('/AcroForm<</Fields[]/NeedAppearances true>>'), ['content.need-appearances']],
    ['a script that nothing leads to', file('', '', script), []],
    [
      'a kind of action that stands elsewhere',
      file('', '/Annots[4 0 R]', annotation('/A<</S 5 0 R/JS(a)>>'), '/JavaScript'),
      ['content.javascript'],
    ],
    ['an object that cannot be read', file('', '/Contents 4 0 R', '<</Broken'), ['content.unexamined']],
    ['an object that cannot be read and is not used', file('', '', '<</Broken'), []],
  ])('%s', (_name, text, expected) => {
    expect(codes(text)).toEqual(expected);
  });
});

describe('objects that wait to be shown', () => {
  const text = streamBody('', 'BT /F 9 Tf (Amount: 900) Tj ET');

  it.each<readonly [string, readonly string[], boolean]>([
    ['a second page', [page('/Contents 5 0 R'), text], true],
    ['a second catalog', [catalog('/Lang(vi)')], true],
    ['a font', ['<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'], true],
    ['a form', [streamBody('/Subtype/Form/BBox[0 0 1 1]', '')], true],
    ['page content', [text], true],
    ['an image and the content that draws it', [streamBody('/Subtype/Image', ''), streamBody('', 'q /I Do Q')], true],
    ['content that draws nothing left over', [streamBody('', 'q /I Do Q')], false],
    ['numbers', ['42', '[1 2 3]', '<</Type/Metadata>>'], false],
    ['a stream of data', [streamBody('/N 3', 'BT ET')], false],
  ])('%s', (_name, more, expected) => {
    expect(codes(classicPdf([CATALOG, PAGES, page(), ...more]).text)).toEqual(expected ? ['content.unreferenced'] : []);
  });

  it('are named by their numbers', () => {
    const [finding] = contentFindings(open(classicPdf([CATALOG, PAGES, page(), text]).text));
    expect(finding?.en).toContain('(4)');
  });

  it('are no objects that a later revision replaced', () => {
    const first = classicPdf([CATALOG, PAGES, page('/Contents 4 0 R'), text]);
    expect(codes(update(first, { 4: streamBody('', 'BT (b) Tj ET') }, '').text)).toEqual([]);
  });
});

describe('policy', () => {
  const policy = loadContentPolicy('resources/policy/signing.json');

  it('as shipped warns of everything and stops nothing, without looking', () => {
    expect(new Set(Object.values(policy))).toEqual(new Set(['warn']));
    const look = (): never => {
      throw new Error('looked');
    };
    expect(stoppingFinding(policy, look)).toBeNull();
  });

  it('stops what it says, and nothing else', () => {
    const strict = contentPolicySchema.parse({ ...policy, 'content.external': 'stop' });
    const find = (text: string) => stoppingFinding(strict, () => contentFindings(open(text)))?.code ?? null;
    expect(find(file(`/OpenAction${script}`))).toBeNull();
    expect(find(file('', '/Contents 4 0 R', streamBody('/F(c.txt)', '')))).toBe('content.external');
  });

  it('that is no policy is refused', () => {
    expect(() => loadContentPolicy('package.json')).toThrowError(
      expect.objectContaining({ code: 'signing.policy-invalid' }),
    );
  });
});
