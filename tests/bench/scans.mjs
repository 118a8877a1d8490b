/** Documents as a scanner makes them: ten pages, each one grey image with a content stream that draws it. */
import { randomFillSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const pages = 10;
const overhead = 400;

const scan = (bytes) => {
  const width = 250;
  const height = Math.floor((bytes / pages - overhead) / width);
  const parts = [];
  const offsets = [0];
  let length = 0;
  const put = (...more) => {
    for (const part of more) {
      const chunk = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
      parts.push(chunk);
      length += chunk.length;
    }
  };
  const object = (...body) => {
    offsets.push(length);
    put(`${offsets.length - 1} 0 obj\n`, ...body, '\nendobj\n');
  };
  const stream = (entries, data) => [`<<${entries}/Length ${data.length}>>\nstream\n`, data, '\nendstream'];
  put('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n');
  const kids = Array.from({ length: pages }, (_, page) => `${3 + 3 * page} 0 R`);
  object('<</Type/Catalog/Pages 2 0 R>>');
  object(`<</Type/Pages/Kids[${kids.join(' ')}]/Count ${pages}/MediaBox[0 0 595 842]>>`);
  for (let page = 0; page < pages; page += 1) {
    const [content, image] = [4 + 3 * page, 5 + 3 * page];
    const dictionary = `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/DeviceGray/BitsPerComponent 8`;
    object(`<</Type/Page/Parent 2 0 R/Contents ${content} 0 R/Resources<</XObject<</I ${image} 0 R>>>>>>`);
    object(...stream('', 'q 595 0 0 842 0 0 cm /I Do Q'));
    object(...stream(dictionary, randomFillSync(Buffer.alloc(width * height))));
  }
  const start = length;
  put(`xref\n0 ${offsets.length}\n0000000000 65535 f \n`);
  for (const offset of offsets.slice(1)) put(`${String(offset).padStart(10, '0')} 00000 n \n`);
  put(`trailer\n<</Size ${offsets.length}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`);
  return Buffer.concat(parts);
};

/**
 * Writes `count` different documents of about `bytes` bytes each into `folder`; returns their paths.
 * @param {string} folder
 * @param {{ count: number, bytes: number }} options
 */
export const makeScans = (folder, { count, bytes }) =>
  Array.from({ length: count }, (_, index) => {
    const path = join(folder, `scan-${index}.pdf`);
    writeFileSync(path, scan(bytes));
    return path;
  });
