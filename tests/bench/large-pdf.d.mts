export function makeLargePdf(
  path: string,
  options: { bytes: number; objects: number; kind: 'table' | 'stream'; sparse?: boolean },
): void;
