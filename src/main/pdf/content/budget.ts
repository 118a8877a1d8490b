/** What reading contents may cost, over everything that is read for one question. */
const MOST = {
  operators: 1_500_000,
  glyphs: 2_000_000,
  items: 300_000,
  forms: 20_000,
  /** Of form XObjects, encoded and decoded, each time one is drawn. */
  formBytes: 64 * 1024 * 1024,
  /** Each signer of a file may bring one of his own, and every page is read as each of them left it. */
  fonts: 4_000,
  masks: 100,
  /** Comparisons of one point with one thing painted. */
  samples: 100_000_000,
} as const;

export type Expense = keyof typeof MOST;

export class Budget {
  private readonly left: Record<Expense, number> = { ...MOST };

  /** Whether there is still room for it; it is gone then. */
  spend(expense: Expense, count = 1): boolean {
    if (this.left[expense] < count) return false;
    this.left[expense] -= count;
    return true;
  }
}
