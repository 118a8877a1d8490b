/** The document that the attacks start from. */
import { type Bodies, form, put, stream, textLine } from './bodies.js';
import { Draft } from './draft.js';
import type { RevisionOptions } from './revision-options.js';

/** Objects of {@link baseDocument}. */
export const at = {
  root: 1,
  pages: 2,
  page: 3,
  secondPage: 4,
  content: 5,
  secondContent: 6,
  font: 7,
  number: 8,
  form: 9,
  metadata: 10,
  info: 11,
  day: 12,
  dayLook: 13,
  check: 14,
  checkYes: 15,
  checkOff: 16,
  link: 17,
  image: 18,
  state: 19,
  outlines: 20,
  outlineItem: 21,
  group: 22,
  groups: 23,
  names: 24,
  parent: 25,
  kid: 26,
  choice: 27,
  empty: 28,
  labels: 29,
  resources: 30,
} as const;

const image = stream('\xff', '/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8');

/**
 * Two pages with text, a picture, a layer, a graphics state, fields of every type (`So` empty, `Ngay` filled, `DongY` a
 * check box, `Nhom.Mot` below a parent, `Chon` a choice, `Cho ky` an empty signature field), a link, outlines, labels,
 * names, XMP and information.
 */
export const baseBodies: Bodies = {
  1: '<</Type/Catalog/Pages 2 0 R/AcroForm 9 0 R/Metadata 10 0 R/Outlines 20 0 R/OCProperties 23 0 R/Names 24 0 R/PageLabels 29 0 R>>',
  2: '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>',
  3: '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources 30 0 R/Contents 5 0 R/Annots[8 0 R 12 0 R 14 0 R 26 0 R 27 0 R 28 0 R 17 0 R]>>',
  4: '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources 30 0 R/Contents[6 0 R]>>',
  5: stream(
    '/GS0 gs BT /F1 12 Tf 72 500 Td (So tien: 100 VND) Tj ET q 50 0 0 50 400 700 cm /Im0 Do Q /OC /MC0 BDC BT /F1 12 Tf 72 400 Td (Dieu khoan phu) Tj ET EMC',
  ),
  6: stream('BT /F1 12 Tf 72 500 Td (Trang hai) Tj ET'),
  7: '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  8: '<</Type/Annot/Subtype/Widget/FT/Tx/T(So)/Rect[72 600 172 620]/P 3 0 R/F 4/DA(/Helv 12 Tf 0 g)>>',
  9: '<</Fields[8 0 R 12 0 R 14 0 R 25 0 R 27 0 R 28 0 R]/DR<</Font<</Helv 7 0 R>>>>/DA(/Helv 12 Tf 0 g)>>',
  10: stream('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>', '/Type/Metadata/Subtype/XML'),
  11: '<</Producer(thu nghiem)/CreationDate(D:20260101000000Z)>>',
  12: '<</Type/Annot/Subtype/Widget/FT/Tx/T(Ngay)/V(05)/Rect[200 600 300 620]/P 3 0 R/F 4/DA(/Helv 12 Tf 0 g)/AP<</N 13 0 R>>>>',
  13: form(`/Tx BMC q ${textLine('05')} Q EMC`),
  14: '<</Type/Annot/Subtype/Widget/FT/Btn/T(DongY)/V/Off/AS/Off/Rect[320 600 340 620]/P 3 0 R/F 4/AP<</N<</Yes 15 0 R/Off 16 0 R>>>>>>',
  15: form(textLine('X'), '[0 0 20 20]'),
  16: form('', '[0 0 20 20]'),
  17: '<</Type/Annot/Subtype/Link/Rect[72 300 172 320]/A<</S/URI/URI(https://example.gov.vn/)>>>>',
  18: image,
  19: '<</Type/ExtGState/ca 1/CA 1>>',
  20: '<</Type/Outlines/First 21 0 R/Last 21 0 R/Count 1>>',
  21: '<</Title(Phan mot)/Parent 20 0 R/Dest[3 0 R/Fit]>>',
  22: '<</Type/OCG/Name(Lop)>>',
  23: '<</OCGs[22 0 R]/D<</ON[22 0 R]/OFF[]/Order[22 0 R]>>>>',
  24: '<</Dests<</Names[(dau)[3 0 R/Fit]]>>>>',
  25: '<</T(Nhom)/FT/Tx/Kids[26 0 R]>>',
  26: '<</Type/Annot/Subtype/Widget/T(Mot)/Parent 25 0 R/Rect[72 560 172 580]/P 3 0 R/F 4/DA(/Helv 12 Tf 0 g)>>',
  27: '<</Type/Annot/Subtype/Widget/FT/Ch/Ff 131072/T(Chon)/Opt[(A)(B)]/Rect[200 560 300 580]/P 3 0 R/F 4/DA(/Helv 12 Tf 0 g)>>',
  28: '<</Type/Annot/Subtype/Widget/FT/Sig/T(Cho ky)/Rect[420 100 520 120]/P 3 0 R/F 4>>',
  29: '<</Nums[0<</S/D>>]>>',
  30: '<</Font<</F1 7 0 R>>/XObject<</Im0 18 0 R>>/ExtGState<</GS0 19 0 R>>/Properties<</MC0 22 0 R>>>>',
};

/** {@link baseBodies} as a file, objects replaced or added first. */
export const baseDocument = (changes: Bodies = {}, options: RevisionOptions = {}): Draft =>
  Draft.create({ ...baseBodies, ...changes }, { Root: '1 0 R', Info: '11 0 R' }, options);

/** A field filled as software does it: value and appearance together. `look` is the number of the new appearance. */
export const filled = (draft: Draft, field: number, value: string, look = draft.size): Bodies => ({
  [field]: put(put(draft.body(field), 'V', `(${value})`), 'AP', `<</N ${look} 0 R>>`),
  [look]: form(`/Tx BMC q ${textLine(value)} Q EMC`),
});

export const evilContent = stream('BT /F1 12 Tf 72 500 Td (So tien: 999 VND) Tj ET');
