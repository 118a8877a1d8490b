import { PdfDocument } from '../pdf/document.js';
import { FileSource } from '../pdf/source.js';

/** How a file is opened; `password` of an encrypted one that the empty password does not open. */
export interface Access {
  readonly password?: string | undefined;
}

/** Opens the file at `path` for as long as `use` runs. @throws Fault `pdf.*`, `file.*` */
export const withDocument = <T>(path: string, { password }: Access, use: (document: PdfDocument) => T): T => {
  const source = new FileSource(path);
  try {
    return use(PdfDocument.open(source, password === undefined ? {} : { password }));
  } finally {
    source.close();
  }
};
