/**
 * Values without an appearance are drawn by readers, in the font and colour of /DA (12.7.4.3), and all of them where the
 * form asks for that: neither may change under them, nor may a font be supplied that they lacked.
 */
import { operations } from '../../pdf/content/operations.js';
import { PdfDict, PdfName, PdfString } from '../../pdf/objects.js';
import type { Comparison } from '../comparison.js';
import type { FormField } from '../fields.js';

/** Names of fonts in a default appearance: each stands before its size. @throws Fault `pdf.broken` */
const fontNames = (look: PdfString): string[] =>
  [...operations(look.bytes)].flatMap(({ operator, operands }) => {
    const font = operands.at(-2);
    return operator === 'Tf' && font instanceof PdfName ? [font.value] : [];
  });

/** @param was the form of the signed revision, @param is the later one */
export const compareDefaultLook = (
  comparison: Comparison,
  oldFields: readonly FormField[],
  was: PdfDict,
  is: PdfDict,
): void => {
  const { before, after } = comparison;
  const [oldLook, newLook] = [before.value(was, 'DA'), after.value(is, 'DA')];
  const [oldFonts, newFonts] = [before.dict(was, 'DR'), after.dict(is, 'DR')].map((resources, i) =>
    (i === 0 ? before : after).dict(resources ?? new PdfDict(), 'Font'),
  );
  const added = [...(newFonts?.entries ?? [])].filter(([name]) => (oldFonts?.get(name) ?? null) === null);
  const looksSame = comparison.same(oldLook, newLook);
  if (looksSame && added.length === 0) return;
  const drawsAll = before.value(was, 'NeedAppearances') === true;
  const drawn = oldFields.filter(
    ({ type, value, dict }) =>
      type !== 'Sig' && before.resolve(value) !== null && (drawsAll || before.dict(dict, 'AP') === null),
  );
  if (drawn.length === 0) return;
  if (!looksSame) comparison.add('illegal', 'form /DA');
  const looks = [oldLook, ...drawn.map(({ dict }) => before.value(dict, 'DA'))];
  const wanted = new Set(looks.flatMap((look) => (look instanceof PdfString ? fontNames(look) : [])));
  for (const [name] of added) if (wanted.has(name)) comparison.add('illegal', `form resources /Font /${name}`);
};
