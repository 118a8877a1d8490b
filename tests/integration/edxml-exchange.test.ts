/** `kyso sync` over folders of edXML packages, and `kyso edxml` against the server: what an office without an API of its own has. */
import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeFacts } from '../../src/main/sync/edxml/package.js';
import { writePackage } from '../../src/main/sync/edxml/write.js';
import { startServer } from '../../tools/provincial-server/server.mjs';
import { attachment, current, draft, readDocument, readText } from '../unit/sync/edxml/samples.js';
import { documents, entries, kyso, makeWorkplace, pdfsig, pin, sha256, type Workplace } from './installation.js';

const answerSchema = z.object({ documents: z.array(z.string()) });

let workplace: Workplace;
beforeAll(async () => {
  workplace = await makeWorkplace();
}, 120_000);
afterAll(() => workplace.remove());

const packed = (changes: object = {}, files = [attachment('tờ trình.pdf', readFileSync(documents.text))]): string => {
  const facts = makeFacts({ ...draft, ...changes }, new Date());
  return [...writePackage({ facts, attachments: files }, 'a1b2c3d4')].join('');
};

const office = () => {
  const folder = mkdtempSync(join(workplace.folder, 'cơ quan '));
  const [inbox, outbox] = [join(folder, 'đến'), join(folder, 'đi')];
  mkdirSync(inbox);
  const data = ['--data', join(folder, 'data')];
  const own = ['--organ-id', 'H41.03', '--organ-name', 'Sở Tài chính'];
  return {
    ...{ folder, inbox, outbox, data },
    put: (name: string, xml: string) => writeFileSync(join(inbox, name), xml),
    sync: () => kyso(['sync', '--edxml-inbox', inbox, '--edxml-outbox', outbox, ...own, ...data]),
    sign: () =>
      kyso(['queue', 'run', '--module', workplace.token.modulePath, '--pin-stdin', ...data], {
        env: workplace.token.env,
        input: pin,
      }),
  };
};

describe('folders of packages', () => {
  it('a package becomes a queued document, and leaves signed, once; its sender hears where it stands', async () => {
    const { folder, inbox, outbox, put, sync, sign, data } = office();
    put('gói 1.edxml', packed());
    put('gói 2.edxml', packed());
    const fetched = await sync();
    expect(fetched.lines).toMatchObject([{ direction: 'download', title: draft.subject, status: 'done' }]);
    // The office's program clears its folder once a package is taken.
    for (const name of readdirSync(inbox)) renameSync(join(inbox, name), join(folder, name));
    expect((await sign()).lines).toMatchObject([{ state: 'proved' }]);
    expect((await sync()).lines).toMatchObject([{ direction: 'upload', status: 'done' }]);
    expect((await sync()).lines).toEqual([]);
    const names = readdirSync(outbox).sort();
    expect(names.map((name) => name.replace(/[0-9a-f]{32}/, '#'))).toEqual([
      'trang-thai-01-#.edxml',
      'tờ trình-#.edxml',
    ]);
    const [status = '', out = ''] = names;
    expect(await readText(readFileSync(join(outbox, status)))).toMatchObject({
      status: { code: '01', from: { organId: 'H41.03' } },
    });
    const { package: read, facts } = await readDocument(readFileSync(join(outbox, out)));
    expect(facts.trace.map(({ organId }) => organId)).toEqual(['H41.02.01', 'H41.03']);
    const signed = join(folder, 'ra.pdf');
    writeFileSync(signed, read.attachments[0]?.bytes ?? new Uint8Array());
    expect(pdfsig(signed)).toEqual([{ valid: true, total: true }]);
    expect(readFileSync(signed).subarray(0, readFileSync(documents.text).length)).toEqual(readFileSync(documents.text));
    const code = ['edxml', 'status', '--for', join(outbox, out), '--code', '03', '--organ-id', 'H41.02.01'];
    expect((await kyso([...code, '--out', join(inbox, 'vào sổ.xml')])).code).toBe(0);
    expect((await sync()).lines).toMatchObject([{ direction: 'news', status: 'acknowledged' }]);
    expect((await kyso(['journal', 'verify', ...data])).code).toBe(0);
  }, 120_000);

  it('hostile and half packages are told with a sentence and stop nobody else; a recall ends what was not sent', async () => {
    const { inbox, outbox, put, sync, sign } = office();
    const recall = { kind: 'recall', paper: false, documentId: 'H41.02.01,2026/03/02,05/TTr-SNV' };
    put('tốt.edxml', packed());
    put('xxe.edxml', current({ prolog: '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' }));
    put('nửa.edxml', packed().slice(0, 5_000));
    put('lớn.edxml', '<edXML>');
    truncateSync(join(inbox, 'lớn.edxml'), 2 ** 30);
    put(
      'đường dẫn.edxml',
      packed({ codeNumber: '7' }, [attachment('../../../thoát.pdf', readFileSync(documents.scan))]),
    );
    const past = new Date(Date.now() - 3_600_000);
    for (const name of ['xxe', 'nửa', 'lớn']) utimesSync(join(inbox, `${name}.edxml`), past, past);
    const { lines, code } = await sync();
    expect(
      lines.map(({ title, status, error }) => [title, status, (error as { code?: string } | undefined)?.code]),
    ).toEqual([
      [draft.subject, 'done', undefined],
      [draft.subject, 'done', undefined],
      ['lớn.edxml', 'failed', 'edxml.too-large'],
      ['nửa.edxml', 'failed', 'edxml.malformed'],
      ['xxe.edxml', 'failed', 'edxml.unsafe'],
    ]);
    expect(code).toBe(1);
    expect((await sign()).lines).toHaveLength(2);
    put('thu hồi.edxml', packed({ codeNumber: '9', business: recall }, []));
    const after = (await sync()).lines.map(({ direction, status }) => [direction, status]);
    expect(after).toContainEqual(['upload', 'recalled']);
    const sent = readdirSync(outbox).filter((name) => !name.startsWith('trang-thai'));
    expect(sent.map((name) => name.replace(/-[0-9a-f]{32}/, ''))).toEqual(['thoát.edxml']);
    expect(readdirSync(outbox).some((name) => name.startsWith('trang-thai-15-'))).toBe(true);
  }, 120_000);

  it.each([
    ['one folder for both ways', (a: string) => ['--edxml-inbox', a, '--edxml-outbox', a], 'edxml.same-folder'],
    ['an outbox alone', (a: string) => ['--edxml-outbox', a], 'app.usage'],
    ['no such inbox', (a: string) => ['--edxml-inbox', join(a, 'x'), '--edxml-outbox', a], 'file.unreadable'],
  ])('%s is refused', async (_name, words, told) => {
    const { folder, data } = office();
    const { lines, code } = await kyso(['sync', ...words(folder), ...data]);
    expect([code === 0, lines.at(-1)]).toMatchObject([false, { error: { code: told } }]);
  });
});

describe('packages through the server', () => {
  it('goes there by our own client, is signed here, and comes back out of it signed', async () => {
    const user = { username: 'van-thu', password: 'mật khẩu' };
    const server = await startServer({
      dataDir: mkdtempSync(join(workplace.folder, 'server-')),
      seed: [],
      users: [user],
      verification: { cli: join(entries, 'cli.cjs'), words: ['--trust', workplace.pki.root.certificate, '--offline'] },
    });
    const { folder, data, sign } = office();
    const call = (...words: string[]) =>
      kyso([...words, '--server', server.url, '--user', user.username, '--password-stdin', ...data], {
        input: user.password,
      });
    writeFileSync(
      join(folder, 'gói.edxml'),
      packed({}, [attachment('a.pdf', readFileSync(documents.text), randomUUID())]),
    );
    const sent = await call('edxml', 'send', join(folder, 'gói.edxml'));
    expect(sent.lines).toMatchObject([{ documentId: 'H41.02.01,2026/03/02,05/TTr-SNV', receipts: [] }]);
    const {
      documents: [id = ''],
    } = answerSchema.parse(sent.lines[0]);
    expect((await call('sync')).lines).toMatchObject([{ direction: 'download', serverId: id, status: 'done' }]);
    expect((await sign()).lines).toMatchObject([{ state: 'proved' }]);
    expect((await call('sync')).lines).toContainEqual(expect.objectContaining({ direction: 'upload', status: 'done' }));
    expect((await call('edxml', 'get', id, '--out', join(folder, 'ra.edxml'))).code).toBe(0);
    const read = await kyso(['edxml', 'read', join(folder, 'ra.edxml'), '--out', join(folder, 'ra')]);
    expect(read.lines).toMatchObject([
      { kind: 'document', package: { documentId: 'H41.02.01,2026/03/02,05/TTr-SNV' } },
    ]);
    const [file = ''] = readdirSync(join(folder, 'ra'));
    expect(pdfsig(join(folder, 'ra', file))).toEqual([{ valid: true, total: true }]);
    expect(sha256(join(folder, 'ra', file))).not.toBe(sha256(documents.text));

    const words = ['edxml', 'status', '--for', join(folder, 'ra.edxml'), '--organ-id', 'H41.03', '--out'];
    await kyso([...words, join(folder, 's.xml'), '--code', '05']);
    expect((await call('edxml', 'send', join(folder, 's.xml'))).lines).toMatchObject([{ code: '05' }]);
    writeFileSync(join(folder, 'xấu.edxml'), current().replace(/<edXML:DocumentId>.*<\/edXML:DocumentId>/, ''));
    const refused = await call('edxml', 'send', join(folder, 'xấu.edxml'));
    expect([refused.code, refused.lines[0]]).toMatchObject([1, { error: { code: 'edxml.server-refused' } }]);
    await server.close();
  }, 120_000);
});
