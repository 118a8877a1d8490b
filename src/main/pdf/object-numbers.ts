/** Object numbers in the order in which they were added, as runs without gaps: 8 bytes a run, whatever its length. */
export class ObjectNumbers implements Iterable<number> {
  /** First number and count of each run. */
  private runs = new Uint32Array(2);
  private filled = 0;
  private total = 0;

  get length(): number {
    return this.total;
  }

  add(num: number): void {
    this.total++;
    const last = this.filled - 2;
    if (last >= 0 && (this.runs[last] ?? 0) + (this.runs[last + 1] ?? 0) === num) {
      this.runs[last + 1] = (this.runs[last + 1] ?? 0) + 1;
      return;
    }
    if (this.filled === this.runs.length) {
      const larger = new Uint32Array(this.runs.length * 2);
      larger.set(this.runs);
      this.runs = larger;
    }
    this.runs[this.filled++] = num;
    this.runs[this.filled++] = 1;
  }

  includes(num: number): boolean {
    for (let i = 0; i < this.filled; i += 2) {
      const first = this.runs[i] ?? 0;
      if (num >= first && num < first + (this.runs[i + 1] ?? 0)) return true;
    }
    return false;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let i = 0; i < this.filled; i += 2) {
      const first = this.runs[i] ?? 0;
      const end = first + (this.runs[i + 1] ?? 0);
      for (let num = first; num < end; num++) yield num;
    }
  }
}
