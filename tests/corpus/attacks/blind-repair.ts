/**
 * Files that one reader reads and another repairs: objects that no cross-reference leads to were signed along, and an
 * increment, or blank bytes, that change nothing make some readers search the file for objects.
 */
import { at, baseBodies, baseDocument, evilContent } from './base-document.js';
import { put } from './bodies.js';
import { type Family, refused, twin } from './cases.js';
import type { Draft } from './draft.js';
import { damaged } from './helpers.js';

/** The last match, and nothing before it. */
const last = (file: Buffer, what: string, by: string): Buffer => {
  const place = file.lastIndexOf(what, undefined, 'latin1');
  return Buffer.concat([file.subarray(0, place), Buffer.from(by, 'latin1'), file.subarray(place + what.length)]);
};

/** Increments without an object, each harmless to a reader that follows the cross-reference. */
const oddities: readonly (readonly [name: string, add: (draft: Draft) => Buffer])[] = [
  ['a real number leads to the section before', (draft) => draft.revise({}, { trailer: { Prev: `${draft.startxref}.0` } }).bytes],
  ['the size is a real number', (draft) => draft.revise({}, { trailer: { Size: `${draft.size}.0` } }).bytes],
  ['the end is far from that of the file', (draft) => draft.revise({}, { tail: (start) => `startxref\n${start}\n%${'x'.repeat(1200)}\n%%EOF\n` }).bytes],
  ['a comment behind startxref', (draft) => draft.revise({}, { tail: (start) => `startxref %\n${start}\n%%EOF\n` }).bytes],
  ['a comment before the table', (draft) => draft.revise({}, { behind: '%x\n', tail: (start) => `startxref\n${start - 3}\n%%EOF\n` }).bytes],
  ['a real number among the widths', (draft) => last(draft.revise({}, { xrefStream: 95 }).bytes, '/W[1 4 4]', '/W[1 4 4.]')],
  ['a row that is too short', (draft) => last(draft.revise({ 90: 'null' }).bytes, 'n\r\ntrailer', 'n trailer')],
];
/** Where the end of the file is, for readers that look for it in its last bytes. */
const blanks: readonly (readonly [name: string, add: (draft: Draft) => Buffer])[] = [
  ['blanks behind the end', (draft) => draft.followedBy(' '.repeat(1500))],
  ['zeros behind the end', (draft) => draft.followedBy('\0'.repeat(60_000))],
];

export const blindRepair: Family = {
  family: 'readers that repair',
  cases: ({ person }) => {
    const other = `5 0 obj\n${evilContent}\nendobj\n`;
    const stray = baseDocument({}, { behind: other }).sign(person);
    const root = put(baseBodies[at.root] ?? '', 'Pages', '41 0 R');
    const catalogs = baseDocument({
      40: root,
      41: '<</Type/Pages/Kids[42 0 R]/Count 1>>',
      42: '<</Type/Page/Parent 41 0 R/MediaBox[0 0 595 842]/Resources 30 0 R/Contents 43 0 R>>',
      43: evilContent,
    }).sign(person);
    const trailer = baseDocument({ 40: root }, { behind: 'trailer\n<</Root 40 0 R/Size 50>>\n' }).sign(person);
    const clean = baseDocument().sign(person);
    const all = [...oddities, ...blanks];
    const refuse = (what: string, draft: Draft) =>
      all.map(([name, add]) => refused(`${what}: ${name}`, add(draft), 'readers that repair show it', damaged));
    return [
      ...refuse('a second content', stray),
      ...refuse('a second catalog', catalogs),
      ...refuse('a second trailer', trailer),
      ...all.map(([name, add]) => twin(`nothing to be found: ${name}`, add(clean), 'every reader shows the same')),
      twin('a second content, and an increment as usual', stray.revise({}).bytes, 'no reader searches'),
      twin('a second catalog, and an increment as usual', catalogs.revise({}, { xrefStream: 95 }).bytes, 'no reader searches'),
      twin('a second content, nothing after', stray.bytes, 'no reader searches'),
    ];
  },
};
