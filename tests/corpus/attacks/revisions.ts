import { at, baseBodies, baseDocument, evilContent, filled } from './base-document.js';
import { put, stream } from './bodies.js';
import { type Family, refused, twin } from './cases.js';
import { beside, by, damaged } from './helpers.js';

/** Revisions that say one thing to one reader and another to the next, without breaking anything. */
export const ambiguities: Family = {
  family: 'ambiguous revisions',
  cases: ({ person, office }) => {
    const signed = baseDocument().sign(person);
    const evil = by(signed);
    const page = signed.body(at.page);
    const again = (num: number, body: string): string => `${num} 0 obj\n${body}\nendobj\n`;
    const store = { ...signed.with(at.root, 'DSS', '<</Type/DSS>>') };
    const twice = (num: number, entry: string): Record<number, string> => ({
      [num]: signed.body(num).replace('<<', `<<${entry}`),
    });
    const offset = signed.offsets[at.content] ?? 0;
    // The second subsection of a table, as wide as a usual one, written into the trailer's place by hand.
    const doubled = (first: number, second: number): Buffer => {
      const objects = again(90, evilContent);
      const start = signed.bytes.length + objects.length;
      const line = (place: number): string => `${String(place).padStart(10, '0')} 00000 n\r\n`;
      return signed.followedBy(
        `${objects}xref\n5 1\n${line(first)}5 1\n${line(second)}trailer\n<</Size 91/Root 1 0 R/Info 11 0 R/Prev ${signed.startxref}>>\nstartxref\n${start}\n%%EOF\n`,
      );
    };
    const evilAt = signed.bytes.length;
    // Header and number are those of object 5.
    const doubledEvil = (evilFirst: boolean): Buffer =>
      Buffer.from(
        doubled(evilFirst ? evilAt : offset, evilFirst ? offset : evilAt)
          .toString('latin1')
          .replace(/90 0 obj/, '5  0 obj'),
        'latin1',
      );
    return [
      evil('content beside validation data, in no table', 'readers that search take it', store, {
        before: again(at.content, evilContent),
      }),
      evil('content behind validation data, in no table', 'readers that search take it', store, {
        behind: again(at.content, evilContent),
      }),
      evil('a catalog in no table', 'readers that search take it', store, {
        behind: again(at.root, '<</Type/Catalog/Pages 4 0 R>>'),
      }),
      evil('content in no table, under generation 1', 'readers that search take it', store, {
        behind: `5 1 obj\n${evilContent}\nendobj\n`,
      }),
      evil('a revision between two that none of them leads to', 'readers that search take it', store, {
        before: `${again(at.content, evilContent)}xref\n5 1\n${String(evilAt).padStart(10, '0')} 00000 n\r\ntrailer\n<</Size 34/Root 1 0 R/Prev ${signed.startxref}>>\nstartxref\n${evilAt}\n%%EOF\n`,
      }),
      evil('a page with two contents, the evil one first', 'readers differ', twice(at.page, '/Contents 6 0 R')),
      evil('a page with two contents, the evil one escaped', 'readers differ', twice(at.page, '/Con#74ents 6 0 R')),
      evil('a page with two resources', 'readers differ', twice(at.page, '/Resources<<>>')),
      evil('a page tree with two lists', 'readers differ', twice(at.pages, '/Kids[4 0 R]')),
      evil('a catalog with two page trees', 'readers differ', twice(at.root, '/Pages 4 0 R')),
      evil('fonts with two values', 'readers differ', {
        [at.resources]: signed.body(at.resources).replace('/F1 7 0 R', '/F1 29 0 R/F1 7 0 R'),
      }),
      evil('a field with two values', 'readers differ', {
        ...filled(signed, at.number, '12'),
        [at.number]: `<</V(21)${put(put(signed.body(at.number), 'V', '(12)'), 'AP', `<</N ${signed.size} 0 R>>`).slice(2)}`,
      }),
      refused(
        'a second signature beside whose page stand two contents',
        signed.sign(office, { ...beside, also: { [at.page]: page.replace('<<', '<</Contents 6 0 R') } }).bytes,
        'readers differ',
      ),
      refused(
        'a trailer with two catalogs',
        Buffer.from(
          signed
            .revise({ 90: '<</Type/Catalog/Pages 4 0 R>>' })
            .bytes.toString('latin1')
            .replace(/\/Root 1 0 R(?=[\s\S]{0,90}$)/, '/Root 90 0 R/Root 1 0 R'),
          'latin1',
        ),
        'readers differ',
        damaged,
      ),
      refused('two entries for one object, the evil one first', doubledEvil(true), 'readers differ', damaged),
      refused('two entries for one object, the evil one last', doubledEvil(false), 'readers differ', damaged),
      evil(
        'two entries for one object in a hybrid section',
        'readers differ',
        { [at.content]: evilContent },
        { hybrid: 90, hybridNumbers: [at.content], hybridFree: false, entries: { [at.content]: [offset, 0, 'n'] } },
      ),
      twin('validation data', signed.revise(store).bytes, 'long-term validation'),
      twin(
        'a new object in no table',
        signed.revise(store, { behind: again(95, '(x)') }).bytes,
        'stands in for nothing',
      ),
      twin(
        'an object number in a text',
        signed.revise({ 90: stream('(see 5 0 object)') }).bytes,
        'no header of an object',
      ),
      twin(
        'one object written by two revisions',
        signed.revise(filled(signed, at.number, '1')).revise(filled(signed, at.number, '12')).bytes,
        'form filling',
      ),
      twin(
        'two signatures of one hybrid file',
        signed.sign(office, { ...beside, options: { hybrid: 90, hybridNumbers: [signed.size + 2] } }).bytes,
        'signing',
      ),
    ];
  },
};

/** Signatures taken away, or earlier states shown again. */
export const removal: Family = {
  family: 'signature removed',
  cases: ({ person, office }) => {
    const told = ['signature-removed', 'changed-illegally', 'signature-remnant'];
    const signed = baseDocument().sign(person);
    const [field, value] = [31, 32];
    const two = signed.sign(office, beside);
    const withoutField = { [at.form]: signed.body(at.form).replace(` ${field} 0 R`, '') };
    const skipped = signed.sign(office, {
      ...beside,
      also: { [at.page]: baseBodies[at.page] ?? '', [at.form]: baseBodies[at.form] ?? '' },
      options: { prev: baseDocument().startxref },
    });
    const gone = (name: string, file: Buffer, why = 'as if it had never been there') => refused(name, file, why, told);
    const noPage = { [at.page]: signed.body(at.page).replace(` ${field} 0 R`, '') };
    return [
      gone('its value dropped', signed.revise({ [field]: put(signed.body(field), 'V', null) }).bytes),
      gone('its value null', signed.revise({ [field]: put(signed.body(field), 'V', 'null') }).bytes),
      gone('its dictionary freed', signed.revise({}, { free: { [value]: 1 } }).bytes),
      gone('its dictionary emptied', signed.revise({ [value]: 'null' }).bytes),
      gone('its field taken out of the form', signed.revise(withoutField).bytes),
      gone('its field freed', signed.revise({}, { free: { [field]: 1 } }).bytes),
      gone('its field and widget taken out', signed.revise({ ...withoutField, ...noPage }).bytes),
      gone('the form dropped', signed.revise(signed.with(at.root, 'AcroForm', null)).bytes),
      gone(
        'the form replaced',
        signed.revise({ ...signed.with(at.root, 'AcroForm', '90 0 R'), 90: '<</Fields[8 0 R]>>' }).bytes,
      ),
      gone('the form emptied', signed.revise({ [at.form]: '<</Fields[]>>' }).bytes),
      gone(
        'its field turned into text',
        signed.revise({ [field]: '<</Type/Annot/Subtype/Widget/FT/Tx/T(x)/Rect[0 0 0 0]>>' }).bytes,
      ),
      gone(
        'another catalog',
        signed.revise({ 90: '<</Type/Catalog/Pages 2 0 R>>' }, { trailer: { Root: '90 0 R' } }).bytes,
      ),
      gone(
        'taken out, then signed by another',
        signed.revise({ ...withoutField, ...noPage }).sign(office, beside).bytes,
      ),
      gone(
        'its value dropped, then signed again in the same field',
        signed
          .revise({ [field]: put(put(signed.body(field), 'V', null), 'AP', null) })
          .sign(office, { existing: field }).bytes,
      ),
      gone('its value replaced by another signature at once', signed.sign(office, { existing: field }).bytes),
      gone(
        'the first of two taken out',
        two.revise({ [at.form]: two.body(at.form).replace(` ${field} 0 R`, '') }).bytes,
      ),
      gone('the second of two taken out', two.revise({ [at.form]: signed.body(at.form) }).bytes),
      gone('passed over by /Prev', signed.revise(withoutField, { prev: baseDocument().startxref }).bytes),
      gone(
        'passed over by /Prev, then signed by another',
        signed.revise(withoutField, { prev: baseDocument().startxref }).sign(office, beside).bytes,
      ),
      gone('passed over by the /Prev of another signature', skipped.bytes),
      gone(
        'passed over by /Prev with everything written again',
        signed.revise({ ...baseBodies }, { prev: null, free: { 0: 65535 } }).bytes,
      ),
      twin('two signatures, both there', two.bytes, 'signing'),
      twin('the first revision alone', signed.bytes, 'nothing says that there was more'),
      twin('the prepared field signed', signed.sign(office, { existing: at.empty }).bytes, 'there was none before'),
    ];
  },
};
