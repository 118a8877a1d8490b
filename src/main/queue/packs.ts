/** Where the evidence packs of verified files were put; that they were made and deleted is told by the journal. */
import type { ReadableDatabase, WritableDatabase } from './database.js';
import type { KeptPack, PackRecord } from './types.js';

const columns =
  'pack_sha256 AS packSha256, file_sha256 AS fileSha256, file_name AS fileName, path, size, made_at AS madeAt';

export const packReading = (database: ReadableDatabase) => {
  const newest = database.prepare<[number], KeptPack>(
    `SELECT ${columns} FROM evidence_packs ORDER BY made_at DESC, rowid DESC LIMIT ?`,
  );
  const one = database.prepare<[string], KeptPack>(`SELECT ${columns} FROM evidence_packs WHERE pack_sha256 = ?`);
  const count = database.prepare<[], number>('SELECT count(*) FROM evidence_packs').pluck();
  return {
    packs: (limit: number) => ({ packs: newest.all(limit), total: count.get() ?? 0 }),
    packOf: (packSha256: string): KeptPack | null => one.get(packSha256) ?? null,
  };
};

export const packWriting = (database: WritableDatabase) => {
  const insert = database.prepare<[KeptPack]>(
    `INSERT OR REPLACE INTO evidence_packs (pack_sha256, file_sha256, file_name, path, size, made_at)
     VALUES (@packSha256, @fileSha256, @fileName, @path, @size, @madeAt)`,
  );
  const remove = database.prepare<[string]>('DELETE FROM evidence_packs WHERE pack_sha256 = ?');
  return {
    /** Follows what the journal records. */
    follow(record: PackRecord, at: string): void {
      if (record.event === 'evidence-pack-deleted') remove.run(record.packSha256);
      else {
        const { event: _event, ...pack } = record;
        insert.run({ ...pack, madeAt: at });
      }
    },
    forgetPack(packSha256: string): void {
      remove.run(packSha256);
    },
  };
};
