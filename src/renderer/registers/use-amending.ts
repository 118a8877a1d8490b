/** The columns of an entry while they are typed over. */
import { useState } from 'react';
import { type Columns, columnsOf, isWritten } from '../../contracts/register-history.js';
import type { NumberKey, RegisterEntry } from '../../contracts/registers.js';
import { type AmendDraft, amendedIn, draftOf } from './amendment.js';
import { useAmend } from './use-registers.js';

interface Amending {
  /** The entry as it read when the form was opened: what another clerk writes meanwhile stays. */
  readonly basis: Columns;
  readonly draft: AmendDraft;
  readonly reason: string;
  readonly tried: boolean;
}

const namesOf = (columns: Columns) => Object.keys(columns) as (keyof Columns)[];

export const useAmending = (entry: NumberKey) => {
  const [amending, setAmending] = useState<Amending | null>(null);
  const amend = useAmend();
  const edit = (changes: Partial<Amending>): void => {
    amend.reset();
    setAmending(amending && { ...amending, ...changes });
  };
  const amended = amending && amendedIn(amending.draft, amending.basis);
  const needsReason =
    amending !== null && amended !== null && isWritten(columnsOf(amending.basis, namesOf(amended.columns)));
  const unchanged = !amended || (namesOf(amended.columns).length === 0 && amended.wrong.length === 0);
  const submit = (): void => {
    if (!amending || !amended || unchanged) return;
    setAmending({ ...amending, tried: true });
    const reason = amending.reason.trim();
    if (amended.wrong.length > 0 || (needsReason && reason === '')) return;
    const request = { ...entry, columns: amended.columns, ...(needsReason && { reason }) };
    amend.mutate(request, { onSuccess: () => setAmending(null) });
  };
  return {
    form: amending &&
      amended && {
        ...amending,
        direction: entry.direction,
        amended,
        needsReason,
        onDraft: (changes: Partial<AmendDraft>) => edit({ draft: { ...amending.draft, ...changes } }),
        onReason: (reason: string) => edit({ reason }),
      },
    amend,
    unchanged,
    submit,
    begin: ({ fields }: RegisterEntry): void => {
      setAmending({ basis: fields, draft: draftOf(fields), reason: '', tried: false });
    },
    leave: (): void => setAmending(null),
  };
};
