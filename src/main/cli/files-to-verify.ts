/** The files that a command line names: itself, or every PDF in a folder and the folders below it. */
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface NamedFile {
  /** As it is told: the word of the command line, or that and the way from there. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
}

const isPdf = (name: string): boolean => name.toLowerCase().endsWith('.pdf');

/** One folder after the other, so that what is held is one folder's names. Links to folders are not followed. */
async function* inFolder(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  // A folder that cannot be read is told as a file would be.
  if (entries === null) yield folder;
  for (const entry of [...(entries ?? [])].sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* inFolder(path);
    else if (isPdf(entry.name)) yield path;
  }
}

/** In the order of the words; what cannot be found is yielded too, to be told when it is opened. */
export async function* filesToVerify(words: readonly string[]): AsyncGenerator<NamedFile> {
  for (const word of words) {
    const found = await stat(word).catch(() => null);
    if (!found?.isDirectory()) yield { file: word, path: resolve(word) };
    else for await (const file of inFolder(word)) yield { file, path: resolve(file) };
  }
}
