import { PdfDocument } from '../pdf/document.js';
import { FileSource } from '../pdf/source.js';

/** How a file is opened. */
export interface Access {
  /** Of an encrypted file that the empty password does not open. */
  readonly password?: string | undefined;
  /** Whether a damaged file is to be recovered. */
  readonly recover?: boolean;
}

/** Opens the file at `path` for as long as `use` runs. @throws Fault `pdf.*`, `file.*` */
export const withDocument = <T>(
  path: string,
  { password, recover = false }: Access,
  use: (document: PdfDocument) => T,
): T => {
  const source = new FileSource(path);
  try {
    return use(PdfDocument.open(source, { recover, ...(password === undefined ? {} : { password }) }));
  } finally {
    source.close();
  }
};
