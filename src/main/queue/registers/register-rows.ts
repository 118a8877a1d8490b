/** Rows of the registers, what they mean, and the digests by which the journal vouches for them. */
import { createHash } from 'node:crypto';
import { type Columns, withColumns } from '../../../contracts/register-history.js';
import type {
  EntryState,
  IncomingFields,
  NumberKey,
  NumberState,
  OutgoingFields,
  RegisterEntry,
  SeriesKey,
} from '../../../contracts/registers.js';

/** Conditions of SQL statements that take a key's fields as parameters. */
export const ofSeries = 'direction = @direction AND series = @series AND year = @year';
export const ofNumber = `${ofSeries} AND number = @number`;

export const heldColumns =
  'direction, series, year, number, document_sha256 AS documentSha256, date, user, held_at AS heldAt';

/** A row of `numbers`; the last four are null while it is free. */
export interface NumberRow extends NumberKey {
  readonly state: NumberState;
  readonly documentSha256: string | null;
  readonly date: string | null;
}

export interface EntryRow extends NumberKey {
  readonly seq: number;
  readonly state: EntryState;
  readonly date: string;
  readonly document_sha256: string;
  readonly result_sha256: string | null;
  readonly signer_fingerprint: string | null;
  readonly office_fingerprint: string | null;
  readonly confirmation_id: string | null;
  readonly user: string;
  readonly registered_at: string;
  readonly type: string;
  readonly typed: string;
  readonly folded: string;
  /** JSON, as they were registered. */
  readonly fields: string;
}

/** An entry with what was written into it since: a JSON array of columns, the oldest first. */
export interface AmendedRow extends EntryRow {
  readonly amendments: string;
}

/** Columns of a SELECT from `register_entries`. */
export const amendedColumns = `register_entries.*, (SELECT json_group_array(json(after)) FROM (
    SELECT change -> '$.after' AS after FROM entry_changes
    WHERE entry_seq = register_entries.seq AND change ->> '$.event' = 'entry-amended' ORDER BY entry_changes.seq
  )) AS amendments`;

/** The key alone, of anything that has one. */
export const keyOf = ({ direction, series, year, number }: NumberKey): NumberKey => ({
  direction,
  series,
  year,
  number,
});

export const seriesName = ({ direction, series, year }: SeriesKey): string => `${direction}/${series}/${year}`;
export const numberName = (key: NumberKey): string => `${seriesName(key)}/${key.number}`;

const fieldsNow = <Fields extends OutgoingFields | IncomingFields>(fields: Fields, amendments: string): Fields =>
  (JSON.parse(amendments) as Columns[]).reduce(withColumns, fields);

/** As it reads now. */
export const entryOf = (row: AmendedRow): RegisterEntry => {
  const base = {
    ...keyOf(row),
    date: row.date,
    documentSha256: row.document_sha256,
    signerFingerprint: row.signer_fingerprint,
    officeFingerprint: row.office_fingerprint,
    confirmationId: row.confirmation_id,
    user: row.user,
    state: row.state,
    registeredAt: row.registered_at,
  };
  return row.direction === 'incoming'
    ? {
        ...base,
        direction: 'incoming',
        resultSha256: row.result_sha256,
        fields: fieldsNow(JSON.parse(row.fields) as IncomingFields, row.amendments),
      }
    : {
        ...base,
        direction: 'outgoing',
        // The table has no outgoing entry without one.
        resultSha256: row.result_sha256 ?? '',
        fields: fieldsNow(JSON.parse(row.fields) as OutgoingFields, row.amendments),
      };
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Over what of an entry never changes, as a JSON array in this order; the order is part of the journal's format. */
export const entryDigest = (row: Omit<EntryRow, 'seq' | 'state' | 'type' | 'typed' | 'folded'>): string =>
  sha256(
    JSON.stringify([
      row.direction,
      row.series,
      row.year,
      row.number,
      row.date,
      row.document_sha256,
      row.result_sha256,
      row.signer_fingerprint,
      row.office_fingerprint,
      row.confirmation_id,
      row.user,
      row.registered_at,
      row.fields,
    ]),
  );

/** Over a change as it is stored. */
export const changeDigest = ({ at, change }: { readonly at: string; readonly change: string }): string =>
  sha256(JSON.stringify([at, change]));

/** SHA-256 of the documents' hashes in their order, one a line, each line ended by LF. */
export const listDigest = (documents: readonly string[]): string =>
  sha256(documents.map((document) => `${document}\n`).join(''));
