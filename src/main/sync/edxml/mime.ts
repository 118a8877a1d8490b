/** Packages of the older form come as MIME messages (SOAP with attachments): the XML in one part, each file in its own. */
import { Fault } from '../../../contracts/faults/index.js';

/** A part besides the XML; `bytes` is null where its encoding is broken or unknown. */
export interface MimePart {
  /** Without `<>`. */
  readonly contentId: string;
  readonly contentType: string | undefined;
  readonly bytes: Uint8Array | null;
}

export interface MimeMessage {
  readonly xml: Uint8Array;
  readonly parts: readonly MimePart[];
}

const mostParts = 1_000;
const longestHead = 64 * 1024;

const malformed = (): Fault => new Fault('edxml.malformed', { line: 1 });

/** Whether the first bytes are a boundary or a header line, as no XML begins. */
export const looksLikeMime = (first: Uint8Array): boolean =>
  /^\s*(?:--\S|[A-Za-z][A-Za-z-]*:[ \t])/.test(Buffer.from(first.subarray(0, 200)).toString('latin1'));

/** Strict base64 (RFC 4648 section 4) with white space between the letters; null for anything else. */
export const decodeBase64 = (encoded: string): Uint8Array | null => {
  const letters = encoded.replace(/[ \t\r\n]+/g, '');
  if (letters.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(letters)) return null;
  return Buffer.from(letters, 'base64');
};

/** RFC 2045 section 6.7. */
const decodeQuoted = (body: Buffer): Uint8Array =>
  Buffer.from(
    body
      .toString('latin1')
      .replace(/=[ \t]*\r?\n/g, '')
      .replace(/=([0-9A-Fa-f]{2})/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    'latin1',
  );

const decoded = (body: Buffer, encoding: string): Uint8Array | null => {
  switch (encoding.toLowerCase()) {
    case '':
    case '7bit':
    case '8bit':
    case 'binary':
      return body;
    case 'base64':
      return decodeBase64(body.toString('latin1'));
    case 'quoted-printable':
      return decodeQuoted(body);
    default:
      return null;
  }
};

interface Head {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Header lines up to the empty one, by their names in small letters; a folded line belongs to the one before. */
const headOf = (message: Buffer): Head => {
  const text = message.subarray(0, longestHead).toString('latin1');
  const end = /^(?=\r?\n)|\r?\n(?=\r?\n)/.exec(text);
  if (end === null) throw malformed();
  const at = end.index + end[0].length;
  const lines = text
    .slice(0, at)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  const headers = lines.flatMap((line): [string, string][] => {
    const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value.trim()]];
  });
  return { headers: new Map(headers), body: message.subarray(at + (text[at] === '\r' ? 2 : 1)) };
};

const boundaryOf = (message: Buffer): string => {
  const start = message.subarray(0, longestHead).toString('latin1').trimStart();
  const [, first] = /^--([^\r\n]{1,200}?)[ \t]*\r?\n/.exec(start) ?? [];
  if (first !== undefined) return first;
  const type = headOf(message).headers.get('content-type') ?? '';
  const [, quoted, plain] = /boundary=(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(type) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw malformed();
  return boundary;
};

/** What stands between the boundaries (RFC 2046 section 5.1.1). */
const bodiesOf = (message: Buffer, boundary: string): Buffer[] => {
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  const starts: number[] = [];
  for (let at = message.indexOf(mark); at !== -1; at = message.indexOf(mark, at + mark.length)) {
    if (at === 0 || message[at - 1] === 0x0a) starts.push(at);
    if (starts.length > mostParts) throw new Fault('edxml.unsafe');
  }
  return starts.slice(0, -1).map((start, index) => {
    const from = message.indexOf(0x0a, start) + 1;
    const end = (starts[index + 1] ?? message.length) - 1;
    return message.subarray(from, message[end - 1] === 0x0d ? end - 1 : end);
  });
};

/** Splits a whole message. Faults: `edxml.malformed` (cut off, or without XML), `.unsafe`. */
export const readMime = (message: Buffer): MimeMessage => {
  let xml: Uint8Array | null = null;
  const parts: MimePart[] = [];
  for (const one of bodiesOf(message, boundaryOf(message))) {
    const { headers, body } = headOf(one);
    const contentType = headers.get('content-type')?.split(';')[0]?.trim();
    const bytes = decoded(body, headers.get('content-transfer-encoding') ?? '');
    const isXml = /xml$/i.test(contentType ?? '');
    if (xml === null && isXml && bytes !== null) xml = bytes;
    else parts.push({ contentId: (headers.get('content-id') ?? '').replace(/^<|>$/g, ''), contentType, bytes });
  }
  if (xml === null) throw malformed();
  return { xml, parts };
};
