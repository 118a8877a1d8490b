import { at, baseDocument, evilContent, filled } from './base-document.js';
import { form, put, stream, textLine } from './bodies.js';
import { type Family, refused, twin } from './cases.js';

/** Content changed or added by a revision behind the signed one. */
export const incrementalSaving: Family = {
  family: 'incremental saving',
  cases: ({ person, office }) => {
    const signed = baseDocument().sign(person);
    const next = signed.size;
    const evil = (name: string, why: string, ...args: Parameters<typeof signed.revise>) =>
      refused(name, signed.revise(...args).bytes, why);
    return [
      evil('content replaced in place', 'another amount', { [at.content]: evilContent }),
      evil('page led to another content', 'another amount', {
        ...signed.with(at.page, 'Contents', `${next} 0 R`),
        [next]: evilContent,
      }),
      evil('content stream added to the list of a page', 'text painted over', {
        ...signed.with(at.secondPage, 'Contents', `[6 0 R ${next} 0 R]`),
        [next]: evilContent,
      }),
      evil('content emptied', 'text gone', { [at.content]: stream('') }),
      evil('crop box set', 'text cut off', signed.with(at.page, 'CropBox', '[0 600 595 842]')),
      evil('media box moved', 'text cut off', signed.with(at.page, 'MediaBox', '[0 600 595 842]')),
      evil('page turned', 'reads otherwise', signed.with(at.page, 'Rotate', '180')),
      evil('user unit', 'scaled', signed.with(at.page, 'UserUnit', '10')),
      evil(
        'an action of a page',
        'script on opening',
        signed.with(at.page, 'AA', '<</O<</S/JavaScript/JS(app.alert\\(1\\))>>>>'),
      ),
      evil(
        'an action on opening',
        'script on opening',
        signed.with(at.root, 'OpenAction', '<</S/JavaScript/JS(app.alert\\(1\\))>>'),
      ),
      evil(
        'additional actions of the catalog',
        'script on printing',
        signed.with(at.root, 'AA', '<</WP<</S/JavaScript/JS(1)>>>>'),
      ),
      evil(
        'viewer preferences',
        'prints otherwise',
        signed.with(at.root, 'ViewerPreferences', '<</PrintArea/CropBox>>'),
      ),
      evil('resources of a page exchanged', 'another font', {
        [at.resources]: put(signed.body(at.resources), 'Font', '<</F1<</Type/Font/Subtype/Type1/BaseFont/Symbol>>>>'),
      }),
      evil(
        'structure tree added',
        'reads otherwise aloud',
        signed.with(at.root, 'StructTreeRoot', '<</Type/StructTreeRoot>>'),
      ),
      evil(
        'another catalog',
        'other pages',
        {
          [next]: put(signed.body(at.root), 'Pages', `${next + 1} 0 R`),
          [next + 1]: '<</Type/Pages/Kids[4 0 R]/Count 1>>',
        },
        { trailer: { Root: `${next} 0 R` } },
      ),
      evil(
        'the catalog under another number, unchanged',
        'the next change goes unseen',
        { [next]: signed.body(at.root) },
        { trailer: { Root: `${next} 0 R` } },
      ),
      evil('threads added', 'nobody signed them', signed.with(at.root, 'Threads', `[${next} 0 R]`)),
      refused(
        'objects without a cross-reference',
        signed.followedBy('5 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n'),
        'readers that repair take them',
      ),
      refused(
        'objects without a cross-reference before a repeated end',
        signed.followedBy(`5 0 obj\n${evilContent}\nendobj\nstartxref\n${signed.startxref}\n%%EOF\n`),
        'readers that repair take them',
      ),
      refused(
        'another PDF behind the file',
        Buffer.concat([signed.bytes, baseDocument({ 5: evilContent }).bytes]),
        'two documents in one',
        ['changed-illegally', 'signature-removed', 'signature-remnant', 'pdf.broken'],
      ),
      twin(
        'file information updated',
        signed.revise({ [at.info]: '<</Producer(khac)/ModDate(D:20260103000000Z)>>' }).bytes,
        'no page shows it',
      ),
      twin(
        'XMP updated',
        signed.revise({
          [at.metadata]: stream('<x:xmpmeta xmlns:x="adobe:ns:meta/"> </x:xmpmeta>', '/Type/Metadata/Subtype/XML'),
        }).bytes,
        'no page shows it',
      ),
      twin(
        'objects written again as they were',
        signed.revise({ [at.page]: signed.body(at.page), [at.content]: signed.body(at.content) }).bytes,
        'nothing changed',
      ),
      twin('an object that nothing refers to', signed.revise({ [next]: '(x)' }).bytes, 'nothing shows it'),
      twin('blank bytes behind the file', signed.followedBy('\r\n\0\0\0\0'), 'a transport added them'),
      twin('a field filled', signed.revise(filled(signed, at.number, '12')).bytes, 'form filling'),
      twin('a second signature', signed.sign(office, { rect: '[300 200 400 220]' }).bytes, 'signing'),
      twin('a signature in the prepared field', signed.sign(office, { existing: at.empty }).bytes, 'signing'),
      twin(
        'validation data added',
        signed.revise({ ...signed.with(at.root, 'DSS', `<</Type/DSS/Certs[${next} 0 R]>>`), [next]: stream('x') })
          .bytes,
        'long-term validation',
      ),
      twin(
        'three signatures and validation data',
        signed
          .sign(office, { rect: '[300 200 400 220]' })
          .revise({ ...signed.with(at.root, 'DSS', `<</Type/DSS/Certs[90 0 R]>>`), 90: stream('x') })
          .sign(person, { rect: '[300 300 400 320]' }).bytes,
        'as real documents are made',
      ),
      twin(
        'a number written into its own field, then the seal',
        signed.revise({ ...filled(signed, at.number, '12/QD') }).sign(office, { existing: at.empty }).bytes,
        'as documents are issued',
      ),
      twin(
        'resources of the form added',
        signed.revise({
          [at.form]: put(signed.body(at.form), 'DR', `<</Font<</Helv 7 0 R/Khac ${next} 0 R>>>>`),
          [next]: signed.body(at.font),
        }).bytes,
        'form filling brings its font',
      ),
      twin(
        'the appearance of a filled field in place',
        signed.revise({
          [at.day]: put(signed.body(at.day), 'V', '(06)'),
          [at.dayLook]: form(`/Tx BMC q ${textLine('06')} Q EMC`),
        }).bytes,
        'form filling',
      ),
    ];
  },
};
