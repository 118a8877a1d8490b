import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { changesPageSchema, documentPageSchema, numberLeaseSchema } from '../../src/contracts/provincial-api.js';
import { Audit, verifyAudit } from '../../tools/provincial-server/audit.mjs';
import { openDatabase } from '../../tools/provincial-server/database.mjs';
import { pageSql } from '../../tools/provincial-server/documents.mjs';
import { numberSql } from '../../tools/provincial-server/numbers.mjs';
import { Clerk, keyOf, pdf, read, refusal, start, users } from './provincial-server-support.js';
import { temporaryFolder } from './queue-harness.js';

const open = (dataDir: string): Database.Database => {
  const database = new Database(join(dataDir, 'server.db'));
  onTestFinished(() => void database.close());
  return database;
};

describe('50,000 documents', () => {
  const count = 50_000;
  /** Half of them signed since, so that the order of change is another than that of arrival. */
  const fill = (database: Database.Database): void =>
    void database.exec(`
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO documents (seq, id, title, file_name, size, sha256, operation, needs_approval, status, change_seq, updated_at)
      SELECT i, 'd' || i, 'Văn bản ' || i, i || '.pdf', 9, '${'a'.repeat(64)}', 'sign', 0,
        iif(i % 2, 'waiting', 'accepted'), i * 7919 % 50021 + 1, '2026-03-02T01:00:00.000Z' FROM n`);

  it('are read page by page: page 500 reads the rows that page 1 reads, and none is lost', async () => {
    const first = await start({}, 0);
    fill(open(first.dataDir));
    const seen = new Set<string>();
    let after: string | null = null;
    let pages = 0;
    do {
      const query: string = after === null ? '' : `&after=${after}`;
      const page = await read(changesPageSchema, await first.clerk.call(`/changes?limit=100${query}`));
      for (const { id } of page.documents) seen.add(id);
      after = page.next;
      pages += 1;
    } while (after !== null);
    expect([seen.size, pages]).toEqual([count, 500]);
    const late = await read(
      documentPageSchema,
      await first.clerk.call('/documents?status=waiting&after=49000&limit=500'),
    );
    expect([late.documents.length, late.documents[0]?.id, late.next]).toEqual([500, 'd49001', null]);
  });

  it.each(Object.entries(pageSql))(
    'page %s is one search of an index, without sorting or skipping',
    async (_name, sql) => {
      const { dataDir } = await start({}, 0);
      const database = open(dataDir);
      fill(database);
      const values = { after: 1, count: 101, now: '2026', status: 'waiting' };
      const { status: _status, ...others } = values;
      const plan = database
        .prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all(sql.includes('@status') ? values : others)
        .map(({ detail }) => detail);
      expect(plan.join('\n')).toMatch(/^SEARCH d USING (INTEGER PRIMARY KEY|INDEX)/);
      expect(plan.join('\n')).not.toMatch(/SCAN|TEMP B-TREE/);
      // The rows that the page touches, counted by a function that each of them calls.
      let touched = 0;
      database.function('touched', { deterministic: false }, () => {
        touched += 1;
        return 1;
      });
      const counted = database.prepare(sql.replace(' ORDER BY', ' AND touched() ORDER BY'));
      const rows = [0, 49_700].map((after) => {
        touched = 0;
        counted.all({ ...(sql.includes('@status') ? values : others), after });
        return touched;
      });
      expect(rows[0]).toBeLessThanOrEqual(101);
      expect(rows[1]).toBeLessThanOrEqual(101);
    },
  );

  it('cost as much to number: the last and the free numbers are one search', async () => {
    const { dataDir } = await start({}, 0);
    const database = open(dataDir);
    for (const [name, sql] of Object.entries(numberSql)) {
      const values = { series: 'cong-van-2026', ...(name === 'free' ? { count: 5 } : {}) };
      const plan = database.prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(values);
      expect(plan.map(({ detail }) => detail).join('\n')).toMatch(/^SEARCH numbers USING [^\n]*$/);
    }
  });
});

describe('numbers', () => {
  const series = 'cong-van-2026';
  const ask = (clerk: Clerk, key: string, count: number, of = series) =>
    clerk.send('POST', '/number-leases', { series: of, key, count });
  const giveBack = (clerk: Clerk, key: string, numbers: number[]) =>
    clerk.send('DELETE', '/number-leases', { series, key, numbers });
  const lease = async (clerk: Clerk, key: string, count: number) => {
    const { from, to } = await read(numberLeaseSchema, await ask(clerk, key, count));
    return [from, to];
  };

  it('of two clients that ask at once are each given once, and none is left out', async () => {
    const { clerk, server } = await start();
    const second = await Clerk.signIn(server.url, users[1]);
    const ranges = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        lease(index % 2 === 0 ? clerk : second, `k${String(index).padStart(31, '0')}`, 1 + (index % 5)),
      ),
    );
    const numbers = ranges.flatMap(([from = 0, to = 0]) => Array.from({ length: to - from + 1 }, (_, at) => from + at));
    const total = ranges.reduce((sum, _range, index) => sum + 1 + (index % 5), 0);
    expect(numbers.sort((left, right) => left - right)).toEqual(Array.from({ length: total }, (_, at) => at + 1));
  });

  it('asked for again with the same key are the same; with another question the key is refused', async () => {
    const { clerk, server } = await start();
    const second = await Clerk.signIn(server.url, users[1]);
    expect(await lease(clerk, keyOf('a'), 10)).toEqual([1, 10]);
    expect(await lease(clerk, keyOf('a'), 10)).toEqual([1, 10]);
    expect(await refusal(await ask(clerk, keyOf('a'), 11))).toEqual({ status: 409, code: 'key-reused' });
    expect(await refusal(await ask(second, keyOf('a'), 10))).toEqual({ status: 409, code: 'key-reused' });
    expect(await read(numberLeaseSchema, await ask(clerk, keyOf('b'), 2, 'quyet-dinh-2026'))).toMatchObject({
      from: 1,
    });
  });

  it('given back go out first, and a late repetition does not take them from their next owner', async () => {
    const { clerk, server } = await start();
    const second = await Clerk.signIn(server.url, users[1]);
    await lease(clerk, keyOf('a'), 10);
    expect((await giveBack(second, keyOf('a'), [3])).status).toBe(204);
    expect((await giveBack(clerk, keyOf('a'), [3, 4, 7, 99])).status).toBe(204);
    expect(await lease(second, keyOf('b'), 5)).toEqual([3, 4]);
    expect((await giveBack(clerk, keyOf('a'), [3, 4, 7])).status).toBe(204);
    expect(await lease(second, keyOf('c'), 5)).toEqual([7, 7]);
    expect(await lease(second, keyOf('d'), 5)).toEqual([11, 15]);
  });
});

describe('the audit log', () => {
  it('tells who did what to which document, and holds its chain', async () => {
    const { clerk, server, id, dataDir } = await start();
    await clerk.send('POST', '/leases', { documents: [id], seconds: 60 });
    await clerk.call(`/documents/${id}/content`);
    await clerk.put(id, pdf('đã ký'), keyOf('a'));
    await clerk.put(id, pdf('đã ký'), keyOf('a'));
    server.recall(id);
    const database = open(dataDir);
    const rows = database.prepare<[], { action: string; actor: string; address: string; document_id: string | null }>(
      'SELECT action, actor, address, document_id FROM audit ORDER BY seq',
    );
    const entries = rows.all().map((row) => `${row.actor} ${row.action} ${row.document_id === id ? 'it' : ''}`.trim());
    expect(entries).toEqual([
      'administrator added it',
      'administrator added',
      'administrator added',
      'van-thu signed-in',
      'van-thu leased',
      'van-thu downloaded it',
      'van-thu received it',
      'administrator recalled it',
    ]);
    expect(rows.all().at(-2)?.address).toBe('127.0.0.1');
    expect(verifyAudit(database)).toMatchObject({ intact: true, entries: 8 });
  });

  it('that was changed, shortened in its middle or written anew says where it is right up to', async () => {
    const { dataDir, server } = await start();
    await server.close();
    const database = open(dataDir);
    expect(() => database.exec(`UPDATE audit SET actor = 'ai-do' WHERE seq = 2`)).toThrow(/append only/);
    expect(() => database.exec('DELETE FROM audit')).toThrow(/append only/);
    database.exec('DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_deleted; SAVEPOINT before');
    for (const [change, right] of [
      [`UPDATE audit SET actor = 'ai-do' WHERE seq = 2`, 1],
      [`UPDATE audit SET detail = '{}' WHERE seq = 1`, 0],
      ['DELETE FROM audit WHERE seq = 3', 2],
    ] as const) {
      database.exec(change);
      expect(verifyAudit(database)).toMatchObject({ intact: false, entries: right });
      database.exec('ROLLBACK TO before');
    }
    expect(verifyAudit(database)).toMatchObject({ intact: true, entries: 4 });
  });

  it('has no entry of what was rolled back', () => {
    const database = openDatabase(join(temporaryFolder(), 'server.db'));
    onTestFinished(() => void database.close());
    const audit = new Audit(database, () => 0);
    const fails = database.transaction(() => {
      audit.record({ who: { user: 'a', address: 'b' }, action: 'leased' });
      throw new Error('cut');
    });
    expect(fails).toThrow('cut');
    expect(verifyAudit(database)).toMatchObject({ intact: true, entries: 0 });
  });
});

describe('a list of documents to begin with', () => {
  it('says what is to be done with each', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'tờ trình.pdf'), pdf('gốc'));
    const facts = { file: 'tờ trình.pdf', title: 'Tờ trình số 1', operation: 'approve', needsApproval: true };
    writeFileSync(join(folder, 'danh sách.json'), JSON.stringify([facts]));
    const { clerk, id } = await start({ seed: [join(folder, 'danh sách.json')] });
    expect(await clerk.document(id)).toMatchObject({
      title: 'Tờ trình số 1',
      fileName: 'tờ trình.pdf',
      operation: 'approve',
      needsApproval: true,
      status: 'waiting',
      version: 1,
    });
  });
});
