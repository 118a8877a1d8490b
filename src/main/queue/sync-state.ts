/** How far the changes of a server are known here, and which of them are not dealt with yet. */
import type { ReadableDatabase, WritableDatabase } from './database.js';
import { exclusiveWriting } from './document-leases.js';

/** A document of the server that something is to be done about. */
export interface OwedDocument {
  /** Grows with each change that comes in: a newer one of the same document has another. */
  readonly seq: number;
  readonly documentId: string;
  /** JSON, as the server said it. */
  readonly document: string;
}

export interface TakenChanges {
  /** The server's word for up to where everything is known now. */
  readonly cursor: string;
  readonly owed: readonly Omit<OwedDocument, 'seq'>[];
  /** Of each document among the changes: whether it is meant for this user alone. */
  readonly hands?: readonly { readonly documentId: string; readonly exclusive: boolean }[];
}

export interface SyncReading {
  /** Null where nothing of this server is known yet. */
  syncCursor(server: string): string | null;
  /** In the order they came, behind `after` (a `seq`; 0 for the first). */
  owedDocuments(server: string, after: number, limit: number): OwedDocument[];
}

export interface SyncWriting {
  /** Cursor and documents together: what is behind the cursor is never asked for again. */
  takeChanges(server: string, changes: TakenChanges): void;
  /** The server does not know the cursor: everything is asked for again, and what was owed with it. */
  forgetCursor(server: string): void;
  /** Dealt with; what has changed meanwhile has another `seq` and stays. */
  settleOwed(seqs: number[]): void;
}

export const syncReading = (database: ReadableDatabase): SyncReading => {
  const cursor = database.prepare<[string], string>('SELECT cursor FROM sync_cursors WHERE server = ?').pluck();
  const owed = database.prepare<[string, number, number], OwedDocument>(
    `SELECT seq, document_id AS documentId, document FROM sync_owed WHERE server = ? AND seq > ? ORDER BY seq LIMIT ?`,
  );
  return {
    syncCursor: (server) => cursor.get(server) ?? null,
    owedDocuments: (server, after, limit) => owed.all(server, after, limit),
  };
};

export const syncWriting = (database: WritableDatabase): SyncWriting => {
  const setCursor = database.prepare<[string, string]>(
    'INSERT INTO sync_cursors (server, cursor) VALUES (?, ?) ON CONFLICT (server) DO UPDATE SET cursor = excluded.cursor',
  );
  const owe = database.prepare<[string, string, string]>(
    'INSERT OR REPLACE INTO sync_owed (server, document_id, document) VALUES (?, ?, ?)',
  );
  const hand = exclusiveWriting(database);
  const forget = database.prepare<[string]>('DELETE FROM sync_cursors WHERE server = ?');
  const forgetOwed = database.prepare<[string]>('DELETE FROM sync_owed WHERE server = ?');
  const supersede = database.prepare<[string, string]>('DELETE FROM sync_owed WHERE server = ? AND document_id = ?');
  const settle = database.prepare<[number]>('DELETE FROM sync_owed WHERE seq = ?');
  return {
    takeChanges(server, { cursor, owed, hands = [] }) {
      hand(server, hands);
      // What was owed of a document before counts no more, also where its newest state asks for nothing.
      for (const { documentId } of hands) supersede.run(server, documentId);
      for (const { documentId, document } of owed) owe.run(server, documentId, document);
      setCursor.run(server, cursor);
    },
    forgetCursor(server) {
      forget.run(server);
      forgetOwed.run(server);
    },
    settleOwed(seqs) {
      for (const seq of seqs) settle.run(seq);
    },
  };
};
