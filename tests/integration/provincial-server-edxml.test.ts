import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { receiptSchema } from '../../src/contracts/provincial-api.js';
import { makeFacts } from '../../src/main/sync/edxml/package.js';
import { writeStatus } from '../../src/main/sync/edxml/status.js';
import { writePackage } from '../../src/main/sync/edxml/write.js';
import { attachment, current, draft, readDocument } from '../unit/sync/edxml/samples.js';
import { type Clerk, pdf, read, refusal, sha256, start } from './provincial-server-support.js';

const answerSchema = z.object({
  documentId: z.string(),
  documents: z.array(z.string()),
  receipts: z.array(receiptSchema),
});
const documentId = 'H41.02.01,2026/03/02,05/TTr-SNV';

const startExchange = () =>
  // The acceptance would refuse these files: they carry no signature.
  start({ verification: { cli: resolve('out/main/cli.cjs'), words: ['--no-such-option'] } }, 1);

const packed = (bytes: Uint8Array, changes: object = {}): string => {
  const facts = makeFacts({ ...draft, ...changes }, new Date());
  return [...writePackage({ facts, attachments: [attachment('tờ trình.pdf', bytes, randomUUID())] }, 'a1b2c3d4')].join(
    '',
  );
};
const post = (clerk: Clerk, path: string, xml: string): Promise<Response> =>
  clerk.call(path, { method: 'POST', headers: { 'content-type': 'application/xml' }, body: xml });

describe('edXML at the server', () => {
  it('a package becomes a document, leaves again, comes back signed with a receipt, and leaves signed', async () => {
    const { clerk } = await startExchange();
    const bytes = readFileSync('tests/corpus/documents/signed/0744633c_2450-kgvx.signed.pdf');
    const first = await read(answerSchema, await post(clerk, '/edxml', packed(bytes)));
    const [id = ''] = first.documents;
    expect(await clerk.document(id)).toMatchObject({ title: draft.subject, sha256: sha256(bytes), status: 'waiting' });
    const out = await readDocument(Buffer.from(await (await clerk.call(`/documents/${id}/edxml`)).arrayBuffer()));
    expect(out.facts.documentId).toBe(documentId);
    expect(sha256(out.package.attachments[0]?.bytes ?? new Uint8Array())).toBe(sha256(bytes));

    const signed = Buffer.concat([bytes, Buffer.from('% ký\n')]);
    const answers = [];
    for (const _ of [1, 2]) answers.push(await read(answerSchema, await post(clerk, '/edxml', packed(signed))));
    expect(answers.map(({ receipts }) => receipts.map((one) => [one.sha256, one.journal, one.alreadyThere]))).toEqual([
      [[sha256(signed), null, false]],
      [[sha256(signed), null, true]],
    ]);
    const after = await readDocument(Buffer.from(await (await clerk.call(`/documents/${id}/edxml`)).arrayBuffer()));
    expect(sha256(after.package.attachments[0]?.bytes ?? new Uint8Array())).toBe(sha256(signed));
  });

  it('an update and a recall by its sender change the document and take it back, those by another office find nothing', async () => {
    const { clerk } = await startExchange();
    const { documents } = await read(answerSchema, await post(clerk, '/edxml', packed(pdf('a'))));
    const stranger = { from: { organId: 'H41.99', name: 'Cơ quan khác' }, codeNumber: '9' };
    const changes = { kind: 'update', paper: false, documentId, information: true, receivers: [] };
    const said = { subject: 'Trích yếu mới', business: changes };
    const refused = await refusal(await post(clerk, '/edxml', packed(pdf('b'), { ...stranger, ...said })));
    expect(refused.code).toBe('document-missing');
    const updated = await read(answerSchema, await post(clerk, '/edxml', packed(pdf('b'), said)));
    expect(updated).toEqual({ documentId, documents, receipts: [] });
    const [id = ''] = documents;
    expect(await clerk.document(id)).toMatchObject({
      sha256: sha256(pdf('b')),
      status: 'waiting',
      title: said.subject,
    });

    const business = { kind: 'recall', paper: false, documentId };
    const other = { ...stranger, business };
    expect(await refusal(await post(clerk, '/edxml', packed(pdf('b'), other)))).toEqual({
      status: 404,
      code: 'document-missing',
    });
    expect((await post(clerk, '/edxml', packed(pdf('b'), { codeNumber: '9', business }))).status).toBe(201);
    expect((await clerk.document(id)).status).toBe('recalled');
  });

  it('a status 02 rejects, what is no package is refused, a document without package has none', async () => {
    const { clerk, id } = await startExchange();
    const { documents } = await read(answerSchema, await post(clerk, '/edxml', packed(pdf('a'))));
    const status = writeStatus({
      responseFor: { organId: 'H41.02.01', code: '05/TTr-SNV', issuedOn: '2026-03-02', documentId },
      ...{ from: { organId: 'H41.03', name: 'Sở Tài chính' }, code: '02', description: 'Gửi nhầm' },
      ...{ at: '2026-03-02T03:04:05Z', staff: {} },
    });
    expect((await post(clerk, '/edxml/status', status)).status).toBe(201);
    expect((await clerk.document(documents[0] ?? '')).status).toBe('rejected');
    expect((await refusal(await post(clerk, '/edxml', status))).code).toBe('edxml-refused');
    const bomb = current({ prolog: '<!DOCTYPE x [<!ENTITY a "b">]>' });
    expect((await refusal(await post(clerk, '/edxml', bomb))).code).toBe('edxml-refused');
    expect((await refusal(await clerk.call(`/documents/${id}/edxml`))).code).toBe('edxml-missing');
  });
});
