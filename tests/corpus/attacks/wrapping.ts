import { at, baseDocument } from './base-document.js';
import { append, form, put, textLine } from './bodies.js';
import { type Family, refused, twin } from './cases.js';
import type { Draft } from './draft.js';

/** Objects that {@link Draft.sign} gave to the first signature of a base document. */
const first = { field: 31, value: 32, look: 33 } as const;

/** The dictionary of the signature as it stands in the file, /Contents filled. */
const signatureText = (draft: Draft): string => {
  const text = draft.bytes.toString('latin1');
  const start = text.lastIndexOf(`\n${first.value} 0 obj\n`) + `\n${first.value} 0 obj\n`.length;
  return text.slice(start, text.indexOf('\nendobj', start));
};

const wrapCodes = [
  'contents-misplaced',
  'gap-is-not-contents',
  'field-shared',
  'changed-illegally',
  'signature-removed',
  'range-shape',
  'not-a-revision',
  'digest-mismatch',
];

/** A signature moved, copied or shown around other bytes than those that were signed. */
export const signatureWrapping: Family = {
  family: 'signature wrapping',
  cases: ({ person, office }) => {
    const signed = baseDocument().sign(person);
    const next = signed.size;
    const value = signatureText(signed);
    const wrap = (name: string, why: string, ...args: Parameters<Draft['revise']>) =>
      refused(name, signed.revise(...args).bytes, why, wrapCodes);
    const newField = (entries: string): Record<number, string> => ({
      [next]: `<</Type/Annot/Subtype/Widget/FT/Sig/T(Giam doc)/Rect[0 0 0 0]${entries}>>`,
      [at.form]: append(signed.body(at.form), 'Fields', `${next} 0 R`),
    });
    const evil = { [at.content]: '<</Length 0>>\nstream\n\nendstream' };
    const [, gap = 0, end = 0, tail = 0] = (/\/ByteRange \[([^\]]*)\]/.exec(value)?.[1] ?? '')
      .trim()
      .split(/\s+/)
      .map(Number);
    const moved = `${gap} ${end + 200} ${tail}`.length;
    return [
      wrap('the dictionary copied behind with new content', 'the old range over the new file', {
        ...evil,
        [first.value]: value,
      }),
      wrap('a field that points at a copy of the dictionary', 'the copy poses as the signature', {
        ...evil,
        [next + 1]: value,
        [first.field]: put(signed.body(first.field), 'V', `${next + 1} 0 R`),
      }),
      wrap('a second field with a copy of the dictionary', 'one signature counted twice', {
        ...newField(`/V ${next + 1} 0 R`),
        [next + 1]: value,
      }),
      wrap(
        'two fields that share one signature',
        'a second signer who never signed',
        newField(`/V ${first.value} 0 R`),
      ),
      wrap(
        'a field with the dictionary direct in its value',
        'a second signer who never signed',
        newField(`/V${value}`),
      ),
      wrap('a range that leaves out the content as well', 'content moved into the gap', {
        ...evil,
        [first.value]: value.replace(/\/ByteRange \[[^\]]*\]/, `/ByteRange[0 ${gap - 400} ${end + 200} ${tail - 200}]`),
      }),
      wrap('a range with the old numbers around a moved /Contents', 'content moved', {
        [first.value]: value.replace(/\/ByteRange \[[^\]]*\]/, `/ByteRange[0 ${moved} ${end} ${tail}]`),
      }),
      wrap('four ranges', 'an island of unsigned bytes', {
        [first.value]: value.replace(/\/ByteRange \[[^\]]*\]/, `/ByteRange[0 100 200 ${gap - 200} ${end} ${tail}]`),
      }),
      wrap('/Contents by reference', 'the value may change', {
        [first.value]: value.replace(/\/Contents<[^>]*>/, `/Contents ${next} 0 R`),
        [next]: /<([0-9a-f]+)>/.exec(value)?.[0] ?? '',
      }),
      refused(
        'the gap widened by a second string',
        signed.patched((bytes) => {
          // `<30…00>` becomes `<30…0><00>`: the gap of the range then holds two strings.
          bytes.write('><', end - 10, 'latin1');
          return bytes;
        }),
        'bytes in the gap that are no signature',
        ['gap-is-not-contents', 'signature-unreadable', 'pdf.broken'],
      ),
      refused(
        'an entry put behind a shorter /Contents',
        signed.patched((bytes) => {
          bytes.write('>/Reason(Da duyet)/X<', end - 40, 'latin1');
          return bytes;
        }),
        'a reason that nobody signed',
        ['gap-is-not-contents'],
      ),
      refused(
        'a second /Contents in the gap',
        signed.patched((bytes) => {
          bytes.write('>/Contents<', end - 40, 'latin1');
          return bytes;
        }),
        'readers differ in which of the two counts',
        ['gap-is-not-contents'],
      ),
      twin('two signatures, each its own', signed.sign(office, { rect: '[300 200 400 220]' }).bytes, 'signing'),
      twin('the dictionary direct in /V', baseDocument().sign(person, { direct: true }).bytes, 'allowed by 12.7.5.5'),
      twin('a signature without /Type', baseDocument().sign(person, { type: null }).bytes, '/Type is optional'),
      twin('a signature named by two /Annots', baseDocument({}).sign(person, { page: 4 }).bytes, 'on another page'),
    ];
  },
};

/** /ByteRange or /Contents that fit any content. */
export const universalForgery: Family = {
  family: 'universal forgery',
  cases: ({ person, stranger }) => {
    const shape = ['range-shape'];
    const own = (
      name: string,
      why: string,
      range: (n: readonly [number, number, number, number]) => string,
      codes: readonly string[] = shape,
    ) => refused(`/ByteRange ${name}`, baseDocument().sign(person, { range }).bytes, why, codes);
    // The right numbers, but in an object of their own: found by signing twice, the second time with what the first gave.
    let numbers = '';
    const byReference = (): Buffer =>
      baseDocument().sign(person, {
        range: (right) => {
          numbers = right.join(' ');
          return '99 0 R';
        },
        also: { 99: `[${numbers}]`.padEnd(40) },
      }).bytes;
    byReference();
    const contents = (
      name: string,
      hex: (digits: string, reserved: number) => string,
      codes: readonly string[] = ['signature-unreadable'],
    ) => refused(`/Contents ${name}`, baseDocument().sign(person, { hex }).bytes, 'nothing is signed', codes);
    return [
      own('null', 'nothing to check', () => 'null '),
      own('empty', 'nothing to check', () => '[]'),
      own('all zero', 'nothing signed', () => '[0 0 0 0]'),
      own('negative', 'wraps around', ([, gap]) => `[0 ${gap} -1 9]`),
      own('minus zero at the start', 'readers differ', ([, gap, end, tail]) => `[-5 ${gap} ${end} ${tail}]`),
      own('three numbers', 'no end', ([, gap, end]) => `[0 ${gap} ${end}]`),
      own('five numbers', 'readers differ', ([, gap, end, tail]) => `[0 ${gap} ${end} ${tail} 1]`),
      own('six numbers', 'a third piece', ([, gap, end, tail]) => `[0 ${gap} ${end} ${tail} 0 5]`),
      own('not from the first byte', 'the head is free', ([, gap, end, tail]) => `[9 ${gap - 9} ${end} ${tail}]`),
      own('with a fraction', 'readers round differently', ([, gap, end, tail]) => `[0.5 ${gap} ${end} ${tail}]`),
      own('with a name', 'no number', ([, gap, end]) => `[0 ${gap} ${end} /Tail]`),
      own('beyond any file', 'overflows', ([, gap, end]) => `[0 ${gap} ${end} 99999999999999999999]`, [
        'range-shape',
        'range-outside-file',
      ]),
      own('beyond the end', 'bytes to come', ([, gap, end, tail]) => `[0 ${gap} ${end} ${tail + 100}]`, [
        'range-outside-file',
      ]),
      own('short of the end', 'the tail is free', ([, gap, end, tail]) => `[0 ${gap} ${end} ${tail - 30}]`, [
        'not-a-revision',
      ]),
      own('that overlaps itself', 'counts bytes twice', ([, gap, , tail]) => `[0 ${gap} ${gap - 10} ${tail}]`),
      own(
        'without the delimiters of the string',
        'they are free',
        ([, gap, end, tail]) => `[0 ${gap + 1} ${end - 1} ${tail + 1}]`,
        ['gap-is-not-contents'],
      ),
      own(
        'with a gap before the string',
        'content in the gap',
        ([, gap, end, tail]) => `[0 ${gap - 100} ${end} ${tail}]`,
        ['gap-is-not-contents'],
      ),
      own(
        'with a gap behind the string',
        'content in the gap',
        ([, gap, end, tail]) => `[0 ${gap} ${end + 20} ${tail - 20}]`,
        ['gap-is-not-contents'],
      ),
      own('of the head alone', 'the rest is free', ([, gap, end]) => `[0 ${gap} ${end} 0]`),
      refused('/ByteRange by reference', byReference(), 'may change later', shape),
      refused(
        '/ByteRange by reference to other numbers',
        baseDocument().sign(person, { range: () => '99 0 R', also: { 99: '[0 0 0 0]' } }).bytes,
        'may change later',
        shape,
      ),
      refused(
        'no /ByteRange',
        baseDocument().sign(person, { range: () => ' ', entries: '' }).bytes,
        'nothing to check',
        [...shape, 'pdf.broken'],
      ),
      contents('of zeros', (_digits, reserved) => '0'.repeat(reserved)),
      contents('of ff', (_digits, reserved) => 'f'.repeat(reserved)),
      contents('of an empty SEQUENCE', (_digits, reserved) => '3000'.padEnd(reserved, '0')),
      contents('of NULL', (_digits, reserved) => '0500'.padEnd(reserved, '0')),
      contents('cut off', (digits, reserved) => digits.slice(0, 1000).padEnd(reserved, '0')),
      contents('of white space', (_digits, reserved) => ' '.repeat(reserved)),
      refused(
        'a certificate in place of a signature',
        baseDocument().sign(person, { cms: () => person.certificates[0].der }).bytes,
        'anybody has it',
        ['signature-unreadable'],
      ),
      refused(
        'a signature over nothing',
        baseDocument().sign(person, { content: () => Buffer.alloc(0) }).bytes,
        'fits any content',
        ['digest-mismatch'],
      ),
      refused(
        'an unknown /SubFilter',
        baseDocument().sign(person, { subFilter: 'Adobe.None' }).bytes,
        'readers skip the check',
        ['subfilter-unsupported'],
      ),
      refused('an empty /SubFilter', baseDocument().sign(person, { subFilter: '' }).bytes, 'readers skip the check', [
        'subfilter-unsupported',
      ]),
      refused('signed by nobody known', baseDocument().sign(stranger).bytes, 'a name is no identity', [
        'no-chain',
        'chain-broken',
      ]),
      twin('as it should be', baseDocument().sign(person).bytes, 'signed'),
      twin(
        'numbers far apart',
        baseDocument().sign(person, { range: (numbers) => `[ ${numbers.join('  ')} ]` }).bytes,
        'white space does not count',
      ),
      twin(
        'adbe.pkcs7.detached',
        baseDocument().sign(person, { subFilter: 'adbe.pkcs7.detached' }).bytes,
        'the usual form',
      ),
    ];
  },
};

/** What may stand in the hole of /Contents besides the CMS. */
export const contentsPadding: Family = {
  family: 'contents padding',
  cases: ({ person }) => {
    const damaged = ['signature-unreadable', 'gap-is-not-contents', 'pdf.broken'];
    const signed = (hex: (digits: string, reserved: number) => string): Buffer =>
      baseDocument().sign(person, { hex }).bytes;
    const abuse = (name: string, why: string, hex: (digits: string, reserved: number) => string) =>
      refused(name, signed(hex), why, damaged);
    const padded = (digits: string, reserved: number, end: string): string =>
      digits.padEnd(reserved - end.length, '0') + end;
    return [
      abuse('one bit at the end', 'a channel for hidden bytes', (digits, reserved) => padded(digits, reserved, '1')),
      abuse('bytes right behind the CMS', 'hidden bytes', (digits, reserved) =>
        `${digits}deadbeef`.padEnd(reserved, '0'),
      ),
      abuse('a second CMS behind the first', 'readers differ in which counts', (digits, reserved) =>
        `${digits}3003020101`.padEnd(reserved, '0'),
      ),
      abuse('a JavaScript text behind the CMS', 'hidden bytes', (digits, reserved) =>
        `${digits}${Buffer.from('app.alert(1)').toString('hex')}`.padEnd(reserved, '0'),
      ),
      abuse('filled with ff', 'hidden bytes', (digits, reserved) => digits.padEnd(reserved, 'f')),
      abuse('filled with spaces as bytes', 'hidden bytes', (digits, reserved) => digits.padEnd(reserved, '20')),
      abuse('characters that are no digits', 'readers skip them or stop', (digits, reserved) =>
        padded(digits, reserved, 'zzzz'),
      ),
      abuse('a comment', 'readers skip it or stop', (digits, reserved) => padded(digits, reserved, '%x\n')),
      abuse('the CMS behind zeros', 'not where it belongs', (digits, reserved) => digits.padStart(reserved, '0')),
      abuse('the CMS half a byte later', 'every octet shifted', (digits, reserved) =>
        `0${digits}`.padEnd(reserved, '0'),
      ),
      abuse('the string ended early', 'the rest is free', (digits, reserved) => padded(digits, reserved, '>  <')),
      twin(
        'lower case',
        signed((digits, reserved) => digits.toLowerCase().padEnd(reserved, '0')),
        'hexadecimal',
      ),
      twin(
        'upper case',
        signed((digits, reserved) => digits.toUpperCase().padEnd(reserved, '0')),
        'hexadecimal',
      ),
      twin(
        'mixed case',
        signed((digits, reserved) =>
          digits.replace(/[a-f]/g, (digit, i: number) => (i % 2 ? digit.toUpperCase() : digit)).padEnd(reserved, '0'),
        ),
        'hexadecimal',
      ),
      twin(
        'an odd number of digits',
        signed((digits, reserved) => `${digits.padEnd(reserved - 1, '0')} `),
        'the last digit counts as 0 (7.3.4.3)',
      ),
      twin(
        'lines',
        signed((digits, reserved) => (digits.match(/.{1,64}/g) ?? []).join('\n').padEnd(reserved, '0')),
        'white space is ignored (7.3.4.3)',
      ),
      twin(
        'spaces for padding',
        signed((digits, reserved) => digits.padEnd(reserved, ' ')),
        'white space is ignored',
      ),
    ];
  },
};

/** Signatures of any place in the file. */
export const placement: Family = {
  family: 'fields and dictionaries in object streams',
  cases: ({ person, office }) => {
    const base = baseDocument({}, { xrefStream: 40, objectStreams: { 41: [3, 8, 9, 12, 20, 22, 30] } });
    const signed = base.sign(person, { options: { xrefStream: 50 } });
    const next = 60;
    const evil = (name: string, why: string, ...args: Parameters<Draft['revise']>) =>
      refused(name, signed.revise(...args).bytes, why, ['changed-illegally', 'pdf.broken']);
    const line = form(textLine('x'));
    return [
      evil(
        'the object stream of the page rewritten',
        'the page reads otherwise',
        { 41: `<</Type/ObjStm/N 0/First 0/Length 0>>\nstream\n\nendstream` },
        { xrefStream: next },
      ),
      evil(
        'an object stream over a plain object',
        'another font',
        { [at.font]: '<</Type/Font/Subtype/Type1/BaseFont/Symbol>>' },
        { xrefStream: next, objectStreams: { 61: [at.font] } },
      ),
      evil(
        'a plain object over one in a stream',
        'another page content',
        { [at.page]: put(signed.body(at.page), 'Contents', '6 0 R') },
        { xrefStream: next },
      ),
      evil(
        'a page from another object stream',
        'another content',
        { [at.page]: put(signed.body(at.page), 'Contents', '6 0 R') },
        { xrefStream: next, objectStreams: { 61: [at.page] } },
      ),
      evil(
        'the resources from another object stream',
        'another font',
        { [at.resources]: '<<>>' },
        { xrefStream: next, objectStreams: { 61: [at.resources] } },
      ),
      evil(
        'an entry of another index',
        'one object read as another',
        {},
        { xrefStream: next, entries: {}, objectStreams: { 61: [at.group, at.state] }, free: { [at.group]: 1 } },
      ),
      evil('the container freed', 'everything in it gone', {}, { xrefStream: next, free: { 41: 1 } }),
      evil('the container turned into an appearance', 'everything in it changed', { 41: line }, { xrefStream: next }),
      evil('a classic table behind a stream that changes the page', 'another content', { [at.content]: line }),
      refused(
        'the signature dictionary in an object stream',
        base.revise(
          {
            60: '<</Type/Annot/Subtype/Widget/FT/Sig/T(A)/Rect[0 0 0 0]/V 61 0 R>>',
            61: '<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 30]/Contents<3000>>>',
            9: append(base.body(9), 'Fields', '60 0 R'),
          },
          { xrefStream: 64, objectStreams: { 63: [61] } },
        ).bytes,
        'its /Contents has no place in the file',
        ['contents-misplaced'],
      ),
      twin('a file with object streams', signed.bytes, 'signed'),
      twin(
        'a field in an object stream, signed',
        base
          .revise(
            {
              70: '<</Type/Annot/Subtype/Widget/FT/Sig/T(Cho)/Rect[500 0 550 20]/P 3 0 R>>',
              9: append(base.body(9), 'Fields', '70 0 R'),
              3: append(base.body(3), 'Annots', '70 0 R'),
            },
            { xrefStream: 71, objectStreams: { 72: [70, 9, 3] } },
          )
          .sign(person, { existing: 70, options: { xrefStream: 80 } }).bytes,
        'only the dictionary has to be plain',
      ),
      twin(
        'a second signature',
        signed.sign(office, { rect: '[300 200 400 220]', options: { xrefStream: 60 } }).bytes,
        'signing',
      ),
      twin(
        'a second signature whose field is in an object stream',
        signed.sign(office, {
          rect: '[300 200 400 220]',
          options: { xrefStream: 60, objectStreams: { 61: [at.form, at.page, signed.size] } },
        }).bytes,
        'signing',
      ),
      twin(
        'objects moved into a stream unchanged',
        signed.revise({}, { xrefStream: next, objectStreams: { 61: [at.font, at.state] } }).bytes,
        'nothing changed',
      ),
      twin(
        'a field filled in an object stream',
        signed.revise(
          { [at.number]: put(signed.body(at.number), 'V', '(12)') },
          { xrefStream: next, objectStreams: { 61: [at.number] } },
        ).bytes,
        'form filling',
      ),
    ];
  },
};
