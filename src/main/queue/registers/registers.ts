/** The registers of outgoing and incoming documents (NĐ 30/2020 Đ.16, 18, 22): entries are added and change state, and never go. */
import { randomBytes } from 'node:crypto';
import { Fault } from '../../../contracts/faults/index.js';
import {
  type Confirmation,
  confirmationRequestSchema,
  type EntryChange,
  entryChangeSchema,
  type HeldNumber,
  type NumberKey,
  type Registration,
  registrationSchema,
} from '../../../contracts/registers.js';
import type { WritableDatabase } from '../database.js';
import type { JournalWriter } from '../journal/journal.js';
import { entryHistories } from './register-reading.js';
import { checked, shownNumber } from './register-request.js';
import {
  type AmendedRow,
  amendedColumns,
  changeDigest,
  type EntryRow,
  entryDigest,
  entryOf,
  heldColumns,
  keyOf,
  listDigest,
  ofNumber,
} from './register-rows.js';
import { searchText } from './register-search.js';
import { inForce, nextEntryState } from './register-transitions.js';
import type { RegisterWriting } from './register-types.js';

type Entries = Pick<RegisterWriting, 'confirmPapers' | 'register' | 'changeEntry'>;

const statements = (database: WritableDatabase) => ({
  held: database.prepare<[NumberKey], HeldNumber>(
    `SELECT ${heldColumns} FROM numbers WHERE ${ofNumber} AND state = 'held'`,
  ),
  use: database.prepare<[NumberKey]>(`UPDATE numbers SET state = 'used' WHERE ${ofNumber}`),
  entry: database.prepare<[NumberKey], AmendedRow>(`SELECT ${amendedColumns} FROM register_entries WHERE ${ofNumber}`),
  insert: database.prepare<[Omit<EntryRow, 'seq'>]>(
    `INSERT INTO register_entries (direction, series, year, number, state, date, document_sha256, result_sha256,
       signer_fingerprint, office_fingerprint, confirmation_id, user, registered_at, type, typed, folded, fields)
     VALUES (@direction, @series, @year, @number, @state, @date, @document_sha256, @result_sha256,
       @signer_fingerprint, @office_fingerprint, @confirmation_id, @user, @registered_at, @type, @typed, @folded, @fields)`,
  ),
  state: database.prepare<[{ seq: number; state: string }]>(
    'UPDATE register_entries SET state = @state WHERE seq = @seq',
  ),
  change: database.prepare<[{ entry: number; successor: number | null; at: string; change: string }]>(
    'INSERT INTO entry_changes (entry_seq, successor_seq, at, change) VALUES (@entry, @successor, @at, @change)',
  ),
  confirm: database.prepare<[Confirmation]>(
    'INSERT INTO confirmations (id, at, user, count, list_sha256) VALUES (@id, @at, @user, @count, @listSha256)',
  ),
  confirmDocument: database.prepare<[string, number, string]>('INSERT INTO confirmation_documents VALUES (?, ?, ?)'),
  confirmed: database
    .prepare<[string, string], number>(
      'SELECT 1 FROM confirmation_documents WHERE confirmation_id = ? AND sha256 = ? LIMIT 1',
    )
    .pluck(),
});

const rowOf = (registration: Registration, at: string): Omit<EntryRow, 'seq'> => ({
  ...keyOf(registration),
  state: registration.direction === 'outgoing' ? 'issued' : 'received',
  date: registration.date,
  document_sha256: registration.documentSha256,
  result_sha256: registration.resultSha256,
  signer_fingerprint: registration.signerFingerprint,
  office_fingerprint: registration.officeFingerprint,
  confirmation_id: registration.confirmationId,
  user: registration.user,
  registered_at: at,
  type: registration.fields.typeName,
  ...searchText(registration),
  fields: JSON.stringify(registration.fields),
});

const paramsOf = ({ number, year }: NumberKey) => ({ number: shownNumber(number), year });

export const registerWriting = (database: WritableDatabase, journal: JournalWriter): Entries => {
  const sql = statements(database);
  const historyAt = entryHistories(database);

  const entryAt = (key: NumberKey): AmendedRow => {
    const row = sql.entry.get(key);
    if (row === undefined) throw new Fault('registers.entry-missing', paramsOf(key));
    return row;
  };

  /** The office signs only what the authorised person signed, digitally or on paper (Đ.32, 33). */
  const requireSigned = ({ direction, signerFingerprint, confirmationId, documentSha256 }: Registration): void => {
    if (confirmationId !== null && sql.confirmed.get(confirmationId, documentSha256) === undefined)
      throw new Fault('registers.confirmation-of-others');
    if (direction === 'outgoing' && signerFingerprint === null && confirmationId === null)
      throw new Fault('registers.unconfirmed');
  };

  const requireHeld = (registration: Registration): void => {
    const held = sql.held.get(registration);
    if (held?.documentSha256 !== registration.documentSha256 || held.date !== registration.date)
      throw new Fault('registers.not-held', paramsOf(registration));
  };

  /** The entry that corrects or replaces another: of the same register, in force, and not that one itself. */
  const successorOf = (row: EntryRow, change: EntryChange): number | null => {
    if (change.event === 'document-recalled') return null;
    const successor = sql.entry.get(change.by);
    const fits = successor?.direction === row.direction && successor.seq !== row.seq;
    if (successor === undefined || !fits || !inForce.some((state) => state === successor.state))
      throw new Fault('registers.successor-unfit', paramsOf(change.by));
    return successor.seq;
  };

  return {
    confirmPapers(request) {
      const { user, documents } = checked(confirmationRequestSchema, request);
      const confirmation = {
        id: randomBytes(16).toString('hex'),
        at: new Date().toISOString(),
        user,
        count: documents.length,
        listSha256: listDigest(documents),
      };
      sql.confirm.run(confirmation);
      for (const [position, document] of documents.entries())
        sql.confirmDocument.run(confirmation.id, position, document);
      const { at, ...detail } = confirmation;
      journal.recordRegister({ at, event: 'papers-confirmed', detail });
      return confirmation;
    },

    register(request) {
      const registration = checked(registrationSchema, request);
      const { documentSha256, resultSha256 } = registration;
      const before = sql.entry.get(registration);
      if (before !== undefined) {
        if (before.document_sha256 === documentSha256 && before.result_sha256 === resultSha256) return entryOf(before);
        throw new Fault('registers.already-registered', paramsOf(registration));
      }
      requireHeld(registration);
      requireSigned(registration);
      const at = new Date().toISOString();
      const row = rowOf(registration, at);
      sql.use.run(registration);
      sql.insert.run(row);
      const detail = { ...keyOf(registration), documentSha256, resultSha256, entrySha256: entryDigest(row) };
      journal.recordRegister({ at, event: 'number-used', detail });
      return entryOf(entryAt(registration));
    },

    changeEntry(request) {
      const change = checked(entryChangeSchema, request);
      const row = entryAt(change.entry);
      const state = nextEntryState(row.state, change.event);
      if (state === null)
        throw new Fault('registers.change-refused', {
          ...paramsOf(change.entry),
          event: change.event,
          state: row.state,
        });
      const stored = { at: new Date().toISOString(), change: JSON.stringify(change) };
      sql.change.run({ ...stored, entry: row.seq, successor: successorOf(row, change) });
      sql.state.run({ seq: row.seq, state });
      const detail = { ...keyOf(row), user: change.user, changeSha256: changeDigest(stored) };
      journal.recordRegister({ at: stored.at, event: change.event, detail });
      return historyAt(change.entry);
    },
  };
};
