import { at, baseDocument, evilContent } from './base-document.js';
import { put } from './bodies.js';
import { type Family, refused, twin } from './cases.js';
import type { Draft } from './draft.js';
import { beside, damaged } from './helpers.js';

/** Cross-references that say one thing to one reader and another to the next. */
export const xrefTricks: Family = {
  family: 'xref tricks',
  cases: ({ person, office }) => {
    const base = baseDocument();
    const signed = base.sign(person);
    const evil = { [at.content]: evilContent };
    const trick = (name: string, why: string, ...args: Parameters<Draft['revise']>) =>
      refused(name, signed.revise(...args).bytes, why, damaged);
    const good = signed.startxref;
    return [
      trick('/Prev past the signed revision', 'the signature is no longer in the chain', evil, {
        prev: base.startxref,
      }),
      trick('/Prev to itself', 'a loop', evil, { prev: signed.bytes.length }),
      trick('/Prev in a loop of two', 'a loop', evil, { prev: signed.revise({ 90: '(x)' }).startxref }),
      trick('no /Prev', 'all older objects gone', evil, { prev: null }),
      trick('/Prev into the content', 'no section there', evil, { prev: signed.offsets[at.content] ?? 0 }),
      trick('/Prev negative', 'readers differ', evil, { trailer: { Prev: '-1' } }),
      trick('/Prev as a reference', 'readers differ', evil, { trailer: { Prev: '11 0 R' } }),
      trick('/Prev as a fraction', 'readers differ', evil, { trailer: { Prev: `${good}.5` } }),
      trick('startxref of the signed revision', 'the new one is not read', evil, { startxref: good }),
      trick('startxref 0', 'readers repair', evil, { startxref: 0 }),
      trick('startxref beyond the file', 'readers repair', evil, { startxref: 99_999_999 }),
      trick('two startxref, the later one of the old section', 'readers differ', evil, {
        tail: (offset) => `startxref\n${offset}\n%%EOF\nstartxref\n${good}\n%%EOF\n`,
      }),
      trick('two startxref, the earlier one of the old section', 'readers differ', evil, {
        tail: (offset) => `startxref\n${good}\n%%EOF\nstartxref\n${offset}\n%%EOF\n`,
      }),
      trick('a startxref in a comment behind', 'readers differ', evil, {
        tail: (offset) => `startxref\n${offset}\n%%EOF\n%startxref\n%${good}\n%%EOF\n`,
      }),
      trick('a startxref in a comment of the old section', 'readers differ', evil, {
        tail: (offset) => `startxref\n${offset}\n%startxref ${good}\n%%EOF\n`,
      }),
      trick('no %%EOF', 'readers repair', evil, { tail: (offset) => `startxref\n${offset}\n` }),
      trick(
        'two sections with equal offset',
        'a loop',
        {},
        { prev: signed.bytes.length, startxref: signed.bytes.length },
      ),
      trick('/Size of one', 'readers drop everything', { [at.info]: '<</Producer(x)>>' }, { size: 1 }),
      trick('/Size of zero', 'readers drop everything', { [at.info]: '<</Producer(x)>>' }, { size: 0 }),
      trick('/Size by reference', 'readers differ', { [at.info]: '<</Producer(x)>>' }, { trailer: { Size: '60 0 R' } }),
      trick('no /Root', 'readers repair', evil, { trailer: { Root: null } }),
      trick('a cross-reference stream that changes the content', 'another amount', evil, { xrefStream: 90 }),
      refused(
        'a damaged table',
        Buffer.from(
          signed
            .revise(evil)
            .bytes.toString('latin1')
            .replace(/xref\n5 1\n(?![\s\S]*xref\n5 1)/, 'xref\nX 1\n'),
          'latin1',
        ),
        'readers repair',
        damaged,
      ),
      twin('an empty revision', signed.revise({}).bytes, 'nothing changed'),
      twin(
        'a cross-reference stream for a second signature',
        signed.sign(office, { ...beside, options: { xrefStream: 90 } }).bytes,
        'signing',
      ),
      twin(
        'five revisions',
        [1, 2, 3, 4].reduce((draft) => draft.sign(office, { page: null, rect: '[0 0 0 0]', appearance: null }), signed)
          .bytes,
        'signing',
      ),
    ];
  },
};

/** Hybrid files: a table for old readers, a stream for new ones. */
export const hybrid: Family = {
  family: 'hybrid sneaky edits',
  cases: ({ person, office }) => {
    const signed = baseDocument().sign(person);
    const base = baseDocument({}, { hybrid: 40, hybridNumbers: [at.state, at.names] });
    const hybridSigned = base.sign(person);
    const evil = { [at.content]: evilContent };
    const on = (draft: Draft, name: string, why: string, ...args: Parameters<Draft['revise']>) =>
      refused(name, draft.revise(...args).bytes, why, damaged);
    return [
      on(signed, 'content for new readers only', 'another amount for some', evil, {
        hybrid: 90,
        hybridNumbers: [at.content],
      }),
      on(signed, 'content for new readers only, not said to be free', 'another amount for some', evil, {
        hybrid: 90,
        hybridNumbers: [at.content],
        hybridFree: false,
      }),
      on(
        signed,
        'content for old readers, the old one for new readers',
        'another amount for some',
        { ...evil, 91: '(x)' },
        { hybrid: 90, hybridNumbers: [91] },
      ),
      on(
        signed,
        'a page in an object stream for new readers',
        'another page for some',
        { [at.page]: put(signed.body(at.page), 'Contents', '6 0 R') },
        { hybrid: 90, objectStreams: { 91: [at.page] } },
      ),
      on(signed, 'the catalog for new readers', 'another document for some', signed.with(at.root, 'Pages', '4 0 R'), {
        hybrid: 90,
        hybridNumbers: [at.root],
      }),
      on(
        signed,
        'the form for new readers, without the signature',
        'unsigned for some',
        { [at.form]: '<</Fields[]>>' },
        { hybrid: 90, hybridNumbers: [at.form] },
      ),
      on(
        signed,
        '/XRefStm to a stream that is none',
        'readers differ',
        {},
        { trailer: { XRefStm: String(signed.offsets[at.content] ?? 0) } },
      ),
      on(signed, '/XRefStm beyond the file', 'readers differ', {}, { trailer: { XRefStm: '99999999' } }),
      on(signed, '/XRefStm to the old section', 'readers differ', evil, {
        trailer: { XRefStm: String(signed.startxref) },
      }),
      on(hybridSigned, 'the hidden graphics state', 'text made invisible', { [at.state]: '<</Type/ExtGState/ca 0>>' }),
      on(hybridSigned, 'the hidden graphics state freed', 'text made otherwise', {}, { free: { [at.state]: 0 } }),
      on(hybridSigned, 'the content of a hybrid file', 'another amount', evil, {
        hybrid: 90,
        hybridNumbers: [at.content],
      }),
      twin('a hybrid file', hybridSigned.bytes, 'signed'),
      twin('a hybrid file signed twice', hybridSigned.sign(office, beside).bytes, 'signing'),
      twin(
        'a signature in a hybrid section',
        signed.sign(office, { ...beside, options: { hybrid: 90, hybridNumbers: [signed.size + 2] } }).bytes,
        'signing',
      ),
    ];
  },
};
