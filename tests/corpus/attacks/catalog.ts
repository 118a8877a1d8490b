import { at, baseBodies, baseDocument } from './base-document.js';
import { put, stream } from './bodies.js';
import { type Family, refused, twin } from './cases.js';
import { beside, by, damaged } from './helpers.js';

/** Entries of the catalog, the form and the trailer that nobody signed. */
export const catalogEntries: Family = {
  family: 'catalog, form and trailer entries',
  cases: ({ person, office }) => {
    const signed = baseDocument().sign(person);
    const certified = baseDocument().sign(person, { certify: 2 });
    const next = signed.size;
    const evil = by(signed);
    const script = '<</S/JavaScript/JS(app.alert\\(1\\))>>';
    const xfa = baseDocument({ 40: stream('<xdp/>'), [at.form]: put(baseBodies[at.form] ?? '', 'XFA', '40 0 R') }).sign(
      person,
    );
    const dangling = baseDocument({}, { trailer: { Encrypt: '90 0 R', ID: '[<00><00>]' } }).sign(person);
    const encrypt =
      '<</Filter/Standard/V 1/R 2/P -4/O<2055c756c72e1ad702608e8196acad447ad32d17cff583235f6dd15fed7dab67>/U<f24fa56d5b5c1e2fe3e4c04f5d14ad0e2f0d29e4c7fe9a9dcd7a46d01e6f8d0f>>>';
    return [
      evil('a script among the names', 'runs on opening', {
        [at.names]: put(signed.body(at.names), 'JavaScript', `<</Names[(a)${script}]>>`),
      }),
      evil('a file among the names', 'another document', {
        [at.names]: put(signed.body(at.names), 'EmbeddedFiles', `<</Names[(a)<</Type/Filespec/F(a)>>]>>`),
      }),
      evil('a destination moved', 'leads elsewhere', { [at.names]: '<</Dests<</Names[(dau)[4 0 R/Fit]]>>>>' }),
      evil('destinations in the catalog', 'lead elsewhere', signed.with(at.root, 'Dests', '<</a[3 0 R/Fit]>>')),
      evil('an outline led elsewhere', 'leads elsewhere', {
        [at.outlineItem]: put(signed.body(at.outlineItem), 'Dest', '[4 0 R/Fit]'),
      }),
      evil('an outline with a script', 'script', { [at.outlineItem]: put(signed.body(at.outlineItem), 'A', script) }),
      evil('outlines dropped', 'an entry gone', signed.with(at.root, 'Outlines', null)),
      evil('page labels', 'pages numbered otherwise', { [at.labels]: '<</Nums[0<</S/r>>]>>' }),
      evil('layers dropped', 'all layers show', signed.with(at.root, 'OCProperties', null)),
      evil('a layer off', 'text gone', { [at.groups]: '<</OCGs[22 0 R]/D<</OFF[22 0 R]>>>>' }),
      evil('a layer switched by the printer', 'prints otherwise', {
        [at.group]: '<</Type/OCG/Name(Lop)/Usage<</Print<</PrintState/OFF>>>>>>',
      }),
      evil('a collection', 'shows an attached file', signed.with(at.root, 'Collection', '<</D(a)>>')),
      evil('associated files', 'another document', signed.with(at.root, 'AF', `[${next} 0 R]`)),
      evil('a language', 'read aloud otherwise', signed.with(at.root, 'Lang', '(en)')),
      evil('requirements', 'readers refuse', signed.with(at.root, 'Requirements', '[]')),
      evil(
        'a base for addresses',
        'links lead elsewhere',
        signed.with(at.root, 'URI', '<</Base(http://khac.example/)>>'),
      ),
      evil('permissions put in', 'poses as certified', signed.with(at.root, 'Perms', '<</DocMDP 32 0 R>>')),
      evil('the page mode', 'opens otherwise', signed.with(at.root, 'PageMode', '/FullScreen')),
      evil('XFA put into the form', 'shows another form', {
        [at.form]: put(signed.body(at.form), 'XFA', `${next} 0 R`),
        [next]: stream('<xdp/>'),
      }),
      evil('the calculation order', 'values change', { [at.form]: put(signed.body(at.form), 'CO', '[8 0 R]') }),
      evil('the alignment of the form', 'values move', { [at.form]: put(signed.body(at.form), 'Q', '2') }),
      evil('a script of a field', 'values change', {
        [at.number]: put(signed.body(at.number), 'AA', `<</C${script}>>`),
      }),
      evil('the flags of a field', 'a password field', { [at.number]: put(signed.body(at.number), 'Ff', '8192') }),
      evil('the place of a field', 'stands elsewhere', {
        [at.number]: put(signed.body(at.number), 'Rect', '[72 490 300 520]'),
      }),
      evil('the name of a field', 'another field', { [at.number]: put(signed.body(at.number), 'T', '(Khac)') }),
      evil('the default look of a field', 'white on white', {
        [at.number]: put(signed.body(at.number), 'DA', '(/Helv 12 Tf 1 g)'),
      }),
      evil('options of a choice', 'another text for the value', {
        [at.choice]: put(signed.body(at.choice), 'Opt', '[(A)(C)]'),
      }),
      evil('appearances to be made anew', 'values show otherwise', {
        [at.form]: put(signed.body(at.form), 'NeedAppearances', 'true'),
      }),
      by(xfa)('the XFA of the form replaced', 'shows another form', { 40: stream('<xdp>9</xdp>') }),
      by(xfa)('the XFA of the form dropped', 'shows another form', { [at.form]: put(xfa.body(at.form), 'XFA', null) }),
      by(certified)(
        'the permissions of a certified file dropped',
        'poses as approval',
        certified.with(at.root, 'Perms', null),
      ),
      by(certified)(
        'the permissions of a certified file led elsewhere',
        'poses as another',
        certified.with(at.root, 'Perms', '<</DocMDP 8 0 R>>'),
      ),
      refused(
        'encryption added later',
        signed.revise({ 90: encrypt }, { trailer: { Encrypt: '90 0 R', ID: '[<00><00>]' } }).bytes,
        'everything reads otherwise',
        [...damaged, 'pdf.password-needed', 'pdf.encryption-unsupported'],
      ),
      refused(
        'encryption supplied where the trailer waited for it',
        dangling.revise({ 90: encrypt }).bytes,
        'everything reads otherwise',
        [...damaged, 'pdf.password-needed', 'pdf.encryption-unsupported', 'pdf.password-wrong'],
      ),
      twin('XFA left alone', xfa.sign(office, beside).bytes, 'signing'),
      twin('a certified file signed', certified.sign(office, beside).bytes, 'signing'),
      twin(
        'the flag of signatures',
        signed.revise({ [at.form]: put(signed.body(at.form), 'SigFlags', '1') }).bytes,
        'shows nothing',
      ),
      twin('an identifier changed', signed.revise({}, { trailer: { ID: '[<01><02>]' } }).bytes, 'shows nothing'),
    ];
  },
};
