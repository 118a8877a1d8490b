/** The most recently used values; the one that was not asked for longest gives way. */
export class BoundedCache<Value> {
  private readonly values = new Map<string, Value>();

  constructor(private readonly capacity: number) {}

  /** The value of `key`, made when it is not there. What throws is not kept. */
  get(key: string, make: () => Value): Value {
    const known = this.values.get(key);
    const value = known ?? make();
    this.values.delete(key);
    this.values.set(key, value);
    for (const oldest of this.values.keys()) {
      if (this.values.size <= this.capacity) break;
      this.values.delete(oldest);
    }
    return value;
  }
}
