/** Which documents of servers this user has in hand: what is signed here, nobody else signs meanwhile. */
import type { FaultValue } from '../../contracts/faults/index.js';
import type { ReadableDatabase, WritableDatabase } from './database.js';
import type { JobEvent } from './transitions.js';

/** A document, by its id on the server, that is in this user's hands alone. */
export interface HeldLease {
  readonly serverId: string;
  /** ISO 8601, UTC, by this computer's clock; null: the server gave it to nobody else. */
  readonly until: string | null;
}

/** What a server answered. */
export interface LeaseWord {
  readonly granted: readonly { readonly serverId: string; readonly until: string }[];
  readonly refused: readonly { readonly serverId: string; readonly error: FaultValue }[];
}

export interface LeaseReading {
  /** Those of a server's documents that are this user's, whatever the hour; not those that are on their way back. */
  heldLeases(server: string, serverIds: string[]): HeldLease[];
  /** At most `limit` documents of a server behind `after` that are open here, or in hand, and not this user's for ever. */
  documentsToLease(server: string, which: 'held' | 'open', after: string, limit: number): string[];
  /** At most `limit` that nobody here needs any more, and the server has still to be told of. */
  leasesToReturn(server: string, limit: number): string[];
  /** Names this database; no other one has it. */
  queueId(): string;
}

export interface LeaseWriting {
  /** What is refused waits with the reason; what is granted waits for nothing of the kind any more. */
  takeLeases(server: string, word: LeaseWord): void;
  /** They are signed by nobody here for now; what is signed and not yet sent stays in hand. */
  giveBackLeases(server: string, serverIds: string[]): void;
  /** Nothing is, of any server. */
  giveBackAllLeases(): void;
  /** The server knows. */
  leasesReturned(server: string, serverIds: string[]): void;
}

/** The server gave it to this user alone. */
const forever = '9999-12-31T23:59:59.999Z';

const unsigned = `('received', 'checked', 'waiting-for-approval', 'ready')`;
const inWork = `('preparing', 'signing', 'timestamping', 'awaiting-timestamp', 'signed', 'proved', 'uploading')`;
const leaseFaults = `('sync.leased-elsewhere', 'sync.leased-by-yourself', 'sync.lease-needed', 'sync.of-other-server',
  'sync.conflict', 'sync.already-rejected', 'sync.document-missing')`;

export const leaseReading = (database: ReadableDatabase): LeaseReading => {
  const held = database.prepare<[string, string], HeldLease>(
    `SELECT server_id AS serverId, nullif(until, '${forever}') AS until FROM document_leases
     WHERE server = ? AND going_back = 0 AND server_id IN (SELECT value FROM json_each(?))`,
  );
  const open = database
    .prepare<[{ server: string; which: string; after: string; limit: number }], string>(
      `SELECT server_id FROM jobs LEFT JOIN document_leases USING (server, server_id)
       WHERE server = @server AND server_id > @after AND (state IN ${unsigned} OR state IN ${inWork})
       AND (until IS NULL AND @which = 'open' OR until <> '${forever}' AND (@which = 'open' OR going_back = 0))
       ORDER BY server_id LIMIT @limit`,
    )
    .pluck();
  const returning = database
    .prepare<[string, number], string>(
      'SELECT server_id FROM document_leases WHERE server = ? AND going_back = 1 ORDER BY server_id LIMIT ?',
    )
    .pluck();
  const id = database.prepare<[], string>('SELECT id FROM this_queue').pluck();
  return {
    heldLeases: (server, serverIds) => held.all(server, JSON.stringify(serverIds)),
    documentsToLease: (server, which, after, limit) => open.all({ server, which, after, limit }),
    leasesToReturn: (server, limit) => returning.all(server, limit),
    queueId: () => id.get() ?? '',
  };
};

export const leaseWriting = (database: WritableDatabase): LeaseWriting => {
  const take = database.prepare<[string, string, string]>(
    `INSERT INTO document_leases (server, server_id, until) VALUES (?, ?, ?)
     ON CONFLICT (server, server_id) DO UPDATE SET going_back = 0,
       until = iif(until = '${forever}', until, excluded.until)`,
  );
  const lose = database.prepare<[string, string]>('DELETE FROM document_leases WHERE server = ? AND server_id = ?');
  const wait = database.prepare<[string, string, string]>(
    `UPDATE jobs SET error = ? WHERE server = ? AND server_id = ? AND state IN ${unsigned}`,
  );
  const waitNoMore = database.prepare<[string, string]>(
    `UPDATE jobs SET error = NULL
     WHERE server = ? AND server_id = ? AND state IN ${unsigned} AND error ->> 'code' IN ${leaseFaults}`,
  );
  const giveBackAll = `UPDATE document_leases SET going_back = 1
    WHERE until <> '${forever}' AND NOT EXISTS (
      SELECT 1 FROM jobs WHERE jobs.server = document_leases.server AND jobs.server_id = document_leases.server_id
      AND state IN ${inWork})`;
  const giveBack = database.prepare<[string, string]>(
    `${giveBackAll} AND server = ? AND server_id IN (SELECT value FROM json_each(?))`,
  );
  const returned = database.prepare<[string, string]>(
    'DELETE FROM document_leases WHERE server = ? AND server_id = ? AND going_back = 1',
  );
  return {
    takeLeases(server, { granted, refused }) {
      for (const { serverId, until } of granted) {
        take.run(server, serverId, until);
        waitNoMore.run(server, serverId);
      }
      for (const { serverId, error } of refused) {
        lose.run(server, serverId);
        wait.run(JSON.stringify(error), server, serverId);
      }
    },
    giveBackLeases: (server, serverIds) => void giveBack.run(server, JSON.stringify(serverIds)),
    giveBackAllLeases: () => void database.prepare(giveBackAll).run(),
    leasesReturned(server, serverIds) {
      for (const serverId of serverIds) returned.run(server, serverId);
    },
  };
};

/** The server says of each document on a page whether it is meant for this user alone. */
export const exclusiveWriting = (database: WritableDatabase) => {
  const keep = database.prepare<[string, string]>(
    `INSERT INTO document_leases (server, server_id, until) VALUES (?, ?, '${forever}')
     ON CONFLICT (server, server_id) DO UPDATE SET until = excluded.until, going_back = 0`,
  );
  const drop = database.prepare<[string, string]>(
    `DELETE FROM document_leases WHERE server = ? AND server_id = ? AND until = '${forever}'`,
  );
  return (server: string, documents: readonly { readonly documentId: string; readonly exclusive: boolean }[]): void => {
    for (const { documentId, exclusive } of documents) (exclusive ? keep : drop).run(server, documentId);
  };
};

/** Nothing of the document is to be signed or sent from here any more; a retry, or another content of it, asks again. */
const givenUp: readonly JobEvent[] = [
  'check-failed',
  'signing-failed',
  'file-lost',
  'upload-refused',
  'cancelled',
  'recalled',
];
/** The server has dropped the lease by itself. */
const overThere: readonly JobEvent[] = ['delivered', 'found-delivered', 'rejection-delivered', 'rejected-there'];

/** A lease goes with what happens to its document. */
export const leaseFollower = (database: WritableDatabase) => {
  const giveBack = database.prepare<[string, string]>(
    `UPDATE document_leases SET going_back = 1 WHERE server = ? AND server_id = ? AND until <> '${forever}'`,
  );
  const drop = database.prepare<[string, string]>('DELETE FROM document_leases WHERE server = ? AND server_id = ?');
  return (server: string, serverId: string | null, event: JobEvent): void => {
    if (serverId === null) return;
    if (givenUp.includes(event)) giveBack.run(server, serverId);
    if (overThere.includes(event)) drop.run(server, serverId);
  };
};
