/** Work in turns: so much at a time, and what somebody looks at before the rest. */
export interface Limiter {
  /** Does at most `width` pieces of work at a time, in the order asked but for the preferred one. */
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** What waits under this key comes next. */
  prefer(key: string | null): void;
}

export const createLimiter = (width: number): Limiter => {
  let running = 0;
  let preferred: string | null = null;
  const waiting: { readonly key: string; readonly go: () => void }[] = [];
  const next = (): (() => void) | undefined => {
    const at = waiting.findIndex(({ key }) => key === preferred);
    return waiting.splice(Math.max(at, 0), 1)[0]?.go;
  };
  return {
    prefer: (key) => {
      preferred = key;
    },
    run: async (key, work) => {
      if (running >= width) await new Promise<void>((go) => waiting.push({ key, go }));
      else running += 1;
      try {
        return await work();
      } finally {
        const go = next();
        if (go) go();
        else running -= 1;
      }
    },
  };
};
