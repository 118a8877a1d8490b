/** The files of a package: its list of them, and their contents behind the envelope. */
import type { Attachment } from './package.js';
import { child, findAll, type Notes, text } from './reading.js';
import type { XmlNode } from './xml.js';

interface Listed {
  readonly contentId: string;
  readonly name: string | undefined;
  readonly contentType: string | undefined;
  readonly description: string | undefined;
}

const plainId = (value: string): string => value.replace(/^cid:/i, '').trim();

const listed = (root: XmlNode): Listed[] =>
  findAll(root, 'Reference')
    // A signature of the package has elements of this name too (XML Signature 4.3.3).
    .filter((node) => !node.children.some(({ name }) => name === 'DigestValue'))
    .map((node) => ({
      contentId: plainId(text(node, 'ContentId') ?? node.attributes.get('href') ?? ''),
      name: text(node, 'AttachmentName'),
      contentType: text(node, 'ContentType'),
      description: text(node, 'Description'),
    }));

/** Strict base64 (RFC 4648 section 4) with white space between the letters; null for anything else. */
const decode = (encoded: string): Uint8Array | null => {
  const letters = encoded.replace(/[ \t\r\n]+/g, '');
  if (letters.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(letters)) return null;
  return Buffer.from(letters, 'base64');
};

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** One file for each code; where several claim it with other contents, none is taken: nobody can say which was meant. */
const unambiguous = (files: readonly Attachment[], notes: Notes): Attachment[] => {
  const byId = new Map<string, Attachment[]>();
  for (const file of files) {
    const found = byId.get(file.contentId);
    if (found === undefined) byId.set(file.contentId, [file]);
    else found.push(file);
  }
  return [...byId.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    if (others.every(({ bytes }) => sameBytes(bytes, first.bytes))) return [first];
    notes.add('edxml.attachment-ambiguous', { id: first.contentId });
    return [];
  });
};

/** Every file that is there, whole and meant by one code. What is not is noted. */
export const readAttachments = (root: XmlNode, notes: Notes): Attachment[] => {
  const list = listed(root);
  const damaged = new Set<string>();
  const files = findAll(root, 'Attachment').flatMap((node, index): Attachment[] => {
    const contentId = plainId(text(node, 'ContentId') ?? '');
    const reference = list.find((one) => one.contentId === contentId);
    const name = text(node, 'AttachmentName') ?? reference?.name ?? `tep-${index + 1}`;
    const bytes = decode(child(node, 'ContentTransferEncoded').text);
    if (bytes === null) {
      damaged.add(contentId);
      notes.add('edxml.attachment-damaged', { name });
      return [];
    }
    if (reference === undefined) notes.add('edxml.attachment-unlisted', { name });
    const contentType = text(node, 'ContentType') ?? reference?.contentType;
    const description = text(node, 'Description') ?? reference?.description;
    return [{ contentId, name, contentType, description, bytes }];
  });
  const present = new Set([...files.map(({ contentId }) => contentId), ...damaged]);
  for (const { contentId, name } of list)
    if (!present.has(contentId)) notes.add('edxml.attachment-missing', { name: name ?? contentId });
  return unambiguous(files, notes);
};
