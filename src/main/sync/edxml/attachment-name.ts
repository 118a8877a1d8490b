import { safeFileName } from '../file-name.js';

/** Enough for a mark before it (ISO 32000-2 annex I lets readers look into the first 1,024 bytes). */
export const isPdf = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');

/**
 * The attachment's name as a plain name that every system can store: the last part of a path, with its own ending
 * where that is short and plain.
 */
export const attachmentFileName = (name: string): string => {
  const last =
    name
      .split(/[/\\]/)
      .filter((part) => !/^\.*$/.test(part))
      .at(-1) ?? '';
  const [, stem = last, ending = '.pdf'] = /^(.+)(\.[A-Za-z0-9]{1,8})$/.exec(last) ?? [];
  return `${safeFileName(stem).slice(0, -'.pdf'.length)}${ending.toLowerCase()}`;
};
