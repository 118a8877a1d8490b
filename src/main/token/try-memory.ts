/** What outlives a process of the PINs that it sent: how many, to which token. Nothing of a PIN. */

/** A token as it is known again: one may be seen through several drivers, and in any slot. */
export interface GuardedToken {
  readonly manufacturer: string;
  readonly model: string;
  readonly serial: string;
  readonly label: string;
}

/**
 * - `counted`: the token has counted it as wrong, or may have.
 * - `uncounted`: it has not; what was before stands.
 * - `forgotten`: it was right, and the token has forgotten the wrong ones before it.
 */
export type TryEnd = 'counted' | 'uncounted' | 'forgotten';

/** A try that is remembered. Until it is told how it ended, and for ever if it never is, it counts. */
export interface NotedTry {
  /** Others that are remembered of the token: of any process, those under way among them. */
  readonly before: number;
  /** Never rejects: what cannot be written goes on counting. */
  end(how: TryEnd): Promise<void>;
}

export interface TryMemory {
  /** Tries that the token may have counted since it last forgot them; null where that cannot be read. */
  count(token: GuardedToken): Promise<number | null>;
  /** Remembers that a PIN is about to be sent, on disk before it resolves; null where that cannot be done. */
  begin(token: GuardedToken): Promise<NotedTry | null>;
}
