/** Which bytes of a document a window may have: the whole of it, or what was there when somebody signed. */
export interface ServableBytes {
  readonly size: number;
  /** Served behind the file's own bytes. */
  readonly repair: Uint8Array | null;
  /** Where its signed revisions end: bytes from the start. Empty as long as it was not verified. */
  readonly revisionEnds: readonly number[];
}

/** Bytes of the file from its start, and what is served behind them. */
export interface Extent {
  readonly end: number;
  readonly repair: Uint8Array | null;
}

/**
 * @param asked how the window names the end of a revision; null for the whole document
 * @returns null for anything that is no revision of this document
 */
export const extentOf = ({ size, repair, revisionEnds }: ServableBytes, asked: string | null): Extent | null => {
  if (asked === null) return { end: size, repair };
  const end = /^[1-9]\d{0,15}$/.test(asked) ? Number(asked) : null;
  return end !== null && end <= size && revisionEnds.includes(end) ? { end, repair: null } : null;
};
