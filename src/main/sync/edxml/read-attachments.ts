/** The files of a package: its list of them, and their contents behind the envelope or in MIME parts of their own. */
import { decodeBase64, type MimePart } from './mime.js';
import type { Attachment } from './package.js';
import { child, findAll, isNamed, type Notes, text } from './reading.js';
import type { XmlNode } from './xml.js';

interface Listed {
  readonly contentId: string;
  readonly name: string | undefined;
  readonly contentType: string | undefined;
  readonly description: string | undefined;
}

const plainId = (value: string): string =>
  value
    .trim()
    .replace(/^cid:/i, '')
    .replace(/^<(.*)>$/, '$1');

const listed = (root: XmlNode): Listed[] =>
  findAll(root, 'Reference')
    // A signature of the package has elements of this name too (XML Signature 4.3.3).
    .filter((node) => !node.children.some((one) => isNamed(one, 'DigestValue')))
    .map((node) => ({
      contentId: plainId(text(node, 'ContentId') ?? node.attributes.get('href') ?? ''),
      name: text(node, 'AttachmentName'),
      contentType: text(node, 'ContentType'),
      description: text(node, 'Description'),
    }));

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

/** A file as it stands in the package: where, and under which names. */
interface Found {
  readonly contentId: string;
  readonly name: string | undefined;
  readonly contentType: string | undefined;
  readonly description: string | undefined;
  readonly bytes: Uint8Array | null;
}

const inXml = (node: XmlNode): Found => ({
  contentId: plainId(text(node, 'ContentId') ?? ''),
  name: text(node, 'AttachmentName'),
  contentType: text(node, 'ContentType'),
  description: text(node, 'Description'),
  bytes: decodeBase64(child(node, 'ContentTransferEncoded').text),
});

const inPart = (part: MimePart): Found => ({ name: undefined, description: undefined, ...part });

/** Every file that is there, whole and meant by one code. What is not is noted. */
export const readAttachments = (root: XmlNode, parts: readonly MimePart[], notes: Notes): Attachment[] => {
  const list = listed(root);
  const all = [...findAll(root, 'Attachment').map(inXml), ...parts.map(inPart)];
  const files = all.flatMap((found, index): Attachment[] => {
    const { contentId, bytes } = found;
    const reference = list.find((one) => one.contentId === contentId);
    const name = found.name ?? reference?.name ?? `tep-${index + 1}`;
    if (bytes === null) {
      notes.add('edxml.attachment-damaged', { name });
      return [];
    }
    if (reference === undefined) notes.add('edxml.attachment-unlisted', { name });
    const contentType = found.contentType ?? reference?.contentType;
    const description = found.description ?? reference?.description;
    return [{ contentId, name, contentType, description, bytes }];
  });
  const present = new Set(all.map(({ contentId }) => contentId));
  for (const { contentId, name } of list)
    if (!present.has(contentId)) notes.add('edxml.attachment-missing', { name: name ?? contentId });
  return unambiguous(files, notes);
};
