/**
 * Shadow documents: what was signed shows one thing to the signer's reader and another to the next, by what its author put
 * into it before. Nothing comes after the signature.
 */
import { at, baseBodies, baseDocument, evilContent } from './base-document.js';
import { type Bodies, put, stream } from './bodies.js';
import { type Family, refused, twin } from './cases.js';
import { Draft } from './draft.js';

const told = ['signed-ambiguously', 'pdf.broken', 'not-a-revision', 'changed-illegally'];
const twice = (num: number, entry: string): Bodies => ({
  [num]: (baseBodies[num] ?? '').replace('<<', `<<${entry}`),
});
const other = `5 0 obj\n${evilContent}\nendobj\n`;
const root = put(baseBodies[at.root] ?? '', 'Pages', '41 0 R');
const secondTree: Bodies = {
  40: root,
  41: '<</Type/Pages/Kids[42 0 R]/Count 1>>',
  42: '<</Type/Page/Parent 41 0 R/MediaBox[0 0 595 842]/Resources 30 0 R/Contents 43 0 R>>',
  43: evilContent,
};

/** A classic file whose bytes are changed before it is signed, without moving anything. */
const patched = (draft: Draft, change: (text: string) => string): Draft => {
  const text = draft.bytes.toString('latin1');
  const changed = change(text);
  if (changed.length !== text.length || changed === text) throw new Error('not a patch');
  draft.bytes.write(changed, 'latin1');
  return draft;
};

export const blindPrepared: Family = {
  family: 'signed as two documents',
  cases: ({ person }) => {
    const evil = (name: string, draft: Draft, why = 'readers differ') => refused(name, draft.sign(person).bytes, why, told);
    // The rows of objects 5 and 40, both of which say that they are 5.
    const doubled = (first: string, last: string): Draft =>
      patched(baseDocument().revise({ [at.content]: first, 40: last }), (text) =>
        text.replace('40 0 obj', '5  0 obj').replace('40 1\n', '5 1 \n'),
      );
    const content = baseBodies[at.content] ?? '';
    const stray = { behind: other };
    return [
      evil('a page with two contents', baseDocument(twice(at.page, '/Contents 6 0 R'))),
      evil('a page with two contents, one escaped', baseDocument(twice(at.page, '/Con#74ents 6 0 R'))),
      evil('a page with two resources', baseDocument(twice(at.page, '/Resources<<>>'))),
      evil('a page tree with two lists', baseDocument(twice(at.pages, '/Kids[4 0 R]'))),
      evil('two contents, and a resource that cannot be read', baseDocument({
        [at.content]: (baseBodies[at.content] ?? '').replace('<<', '<</Filter/ASCIIHexDecode/Filter[]'),
        [at.resources]: put(baseBodies[at.resources] ?? '', 'Pattern', '<</A 40 0 R>>'),
        40: '<</Broken',
      })),
      evil('a catalog with two page trees', baseDocument({ ...secondTree, ...twice(at.root, '/Pages 41 0 R') })),
      evil('fonts with two values', baseDocument({ [at.resources]: (baseBodies[at.resources] ?? '').replace('/F1 7 0 R', '/F1 29 0 R/F1 7 0 R') })),
      evil('a content with two lengths', baseDocument({ [at.content]: (baseBodies[at.content] ?? '').replace('<<', '<</Length 20') })),
      evil('a content with two filters', baseDocument({ [at.content]: (baseBodies[at.content] ?? '').replace('<<', '<</Filter/ASCIIHexDecode/Filter[]') })),
      evil('a picture with two bodies', baseDocument({ [at.image]: (baseBodies[at.image] ?? '').replace('<<', '<</Decode[1 0]/Decode[0 1]') })),
      evil('a trailer with two catalogs', baseDocument(secondTree, { trailer: { 'Root 40 0 R/Root': '1 0 R' } })),
      evil('two entries for one object, the evil one first', doubled(evilContent, content)),
      evil('two entries for one object, the evil one last', doubled(content, evilContent)),
      evil('a second content, and a row that is too short', patched(baseDocument({}, stray), (text) => text.replace('n\r\ntrailer', 'n  trailer'))),
      evil('a second content, and an entry that leads nowhere', baseDocument({}, { ...stray, entries: { 40: [999_999, 0, 'n'] } })),
      evil('a second content, and an entry that leads to another object', baseDocument({}, { ...stray, entries: { 40: [17, 0, 'n'] } })),
      evil('a second content, and a table that begins at 1', fromOne()),
      evil('a second catalog, and a real number for the size', baseDocument(secondTree, { trailer: { Size: '44.0' } })),
      evil('a page that has pages below it', baseDocument({ [at.page]: put(baseBodies[at.page] ?? '', 'Kids', '[42 0 R]'), 42: secondTree[42] ?? '', 43: evilContent })),
      evil('a node that has a content', baseDocument({ [at.pages]: put(baseBodies[at.pages] ?? '', 'Contents', '43 0 R'), 43: evilContent })),
      evil('more pages than the tree counts', baseDocument({ [at.pages]: put(baseBodies[at.pages] ?? '', 'Count', '1') })),
      evil('fewer pages than the tree counts', baseDocument({ [at.pages]: put(baseBodies[at.pages] ?? '', 'Count', '9') })),
      evil('one page twice', baseDocument({ [at.pages]: '<</Type/Pages/Kids[3 0 R 40 0 R]/Count 3>>', 40: '<</Type/Pages/Kids[4 0 R]/Count 2/Parent 2 0 R>>', [at.secondPage]: put(baseBodies[at.secondPage] ?? '', 'Parent', '40 0 R') })),
      twin('a second content that no reader searches for', baseDocument({}, stray).sign(person).bytes, 'the cross-reference is right'),
      twin('a second catalog that no reader searches for', baseDocument(secondTree).sign(person).bytes, 'the cross-reference is right'),
      twin('an entry that leads nowhere', baseDocument({}, { entries: { 40: [999_999, 0, 'n'] } }).sign(person).bytes, 'nothing is to be found'),
      twin('a row that is too short', patched(baseDocument(), (text) => text.replace('n\r\ntrailer', 'n  trailer')).sign(person).bytes, 'nothing is to be found'),
      twin('nested nodes', baseDocument({ [at.pages]: '<</Type/Pages/Kids[3 0 R 40 0 R]/Count 2>>', 40: '<</Type/Pages/Kids[4 0 R]/Count 1/Parent 2 0 R>>', [at.secondPage]: put(baseBodies[at.secondPage] ?? '', 'Parent', '40 0 R') }).sign(person).bytes, 'as usual'),
      twin('a title given twice', baseDocument({ [at.info]: '<</Producer(a)/Producer(b)>>' }).sign(person).bytes, 'no page shows it'),
      twin('rewritten before it was signed', baseDocument().revise({ [at.content]: stream('BT /F1 12 Tf 72 500 Td (So tien: 200 VND) Tj ET') }).sign(person).bytes, 'as usual'),
      twin('a hybrid file', baseDocument({ 40: '(x)' }, { hybrid: 41, hybridNumbers: [40] }).sign(person).bytes, 'as word processors write them'),
      twin('in object streams', baseDocument({}, { xrefStream: 41, objectStreams: { 40: [at.page, at.pages, at.root] } }).sign(person, { options: { xrefStream: 60 } }).bytes, 'as usual'),
    ];
  },
};

/** A table that gives object 1 the entry of object 0: some readers count every number one lower, and then search. */
const fromOne = (): Draft => {
  const bodies = Object.fromEntries(Object.entries(baseBodies).map(([num, body]) => [num === '1' ? '33' : num, body]));
  const draft = Draft.create(bodies, { Root: '33 0 R', Info: '11 0 R' }, { behind: other });
  return draft.revise({ [at.pages]: draft.body(at.pages) }, { free: { 1: 65535 } });
};
