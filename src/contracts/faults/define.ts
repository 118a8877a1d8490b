/** One sentence of a fault in both languages. `{name}` is replaced by the parameter of that name. */
export interface FaultText {
  readonly vi: string;
  readonly en: string;
}

/** Keeps the literal codes of a table while checking the shape of its texts. */
export const defineFaults = <Code extends string>(table: Record<Code, FaultText>): Record<Code, FaultText> => table;
