/** Large documents of one page, made without holding them in memory. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

const batch = 4 * 1024 * 1024;

/** Writes through one buffer and knows where it is; `skip` leaves a hole that reads as zeros and takes no space. */
class FileWriter {
  #buffer = Buffer.alloc(batch);
  #filled = 0;
  position = 0;

  constructor(path) {
    this.descriptor = openSync(path, 'w');
  }

  text(text) {
    this.bytes(Buffer.from(text, 'latin1'));
  }

  bytes(bytes) {
    if (this.#filled + bytes.length > batch) this.#flush();
    if (bytes.length > batch) writeSync(this.descriptor, bytes, 0, bytes.length, this.position);
    else this.#filled += bytes.copy(this.#buffer, this.#filled);
    this.position += bytes.length;
  }

  skip(count) {
    this.#flush();
    this.position += count;
  }

  close() {
    this.#flush();
    ftruncateSync(this.descriptor, this.position);
    closeSync(this.descriptor);
  }

  #flush() {
    writeSync(this.descriptor, this.#buffer, 0, this.#filled, this.position - this.#filled);
    this.#filled = 0;
  }
}

const tableEnd = (file, offsets) => {
  const start = file.position;
  file.text(`xref\n0 ${offsets.length}\n0000000000 65535 f \n`);
  for (const offset of offsets.slice(1)) file.text(`${String(offset).padStart(10, '0')} 00000 n \n`);
  file.text(`trailer\n<</Size ${offsets.length}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`);
};

const streamEnd = (file, offsets) => {
  const start = file.position;
  const rows = Buffer.alloc((offsets.length + 1) * 7);
  [...offsets, start].forEach((offset, num) => {
    rows.writeUInt8(num === 0 ? 0 : 1, num * 7);
    rows.writeUIntBE(offset, num * 7 + 1, 6);
  });
  const size = offsets.length + 1;
  file.text(`${offsets.length} 0 obj\n<</Type/XRef/W[1 6 0]/Size ${size}/Root 1 0 R/Length ${rows.length}>>\nstream\n`);
  file.bytes(rows);
  file.text(`\nendstream\nendobj\nstartxref\n${start}\n%%EOF\n`);
};

/**
 * Makes a document at `path` of about `bytes` bytes in `objects` streams that nothing shows, before the catalog, so
 * that what is read stands at the end.
 * @param {string} path
 * @param {{ bytes: number, objects: number, kind: 'table' | 'stream', sparse?: boolean }} options `sparse`: the streams
 *   are holes of the file
 */
export const makeLargePdf = (path, { bytes, objects, kind, sparse = false }) => {
  const file = new FileWriter(path);
  const offsets = [0, 0, 0, 0];
  const length = Math.max(0, Math.floor(bytes / objects) - 60);
  const payload = sparse ? null : Buffer.alloc(Math.min(length, batch), 'Nội dung văn bản. ');
  const object = (num, body) => {
    offsets[num] = file.position;
    file.text(`${num} 0 obj\n${body}\nendobj\n`);
  };
  file.text('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n');
  for (let num = 4; num < objects + 4; num += 1) {
    offsets[num] = file.position;
    file.text(`${num} 0 obj\n<</Length ${length}>>\nstream\n`);
    if (payload === null) file.skip(length);
    else
      for (let done = 0; done < length; done += batch) file.bytes(payload.subarray(0, Math.min(batch, length - done)));
    file.text('\nendstream\nendobj\n');
  }
  object(1, '<</Type/Catalog/Pages 2 0 R>>');
  object(2, '<</Type/Pages/Kids[3 0 R]/Count 1>>');
  object(3, '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>');
  if (kind === 'table') tableEnd(file, offsets);
  else streamEnd(file, offsets);
  file.close();
};
