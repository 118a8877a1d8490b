/** Who says that he made a library: the subject of the certificate that its code signature names as its signer. */
import { fromBER } from 'asn1js';
import { Certificate, ContentInfo, IssuerAndSerialNumber, SignedData } from 'pkijs';
import { FileBytes } from './file-bytes.js';
import { machImages, machSignature } from './mach-o.js';
import { peSignature } from './pe.js';

/** What the signature in the file says. Nobody has checked it: it could have been copied from another file. */
export interface ClaimedPublisher {
  readonly name: string;
  readonly issuer: string;
}

const oid = { commonName: '2.5.4.3', organization: '2.5.4.10' } as const;

const nameOf = ({ typesAndValues }: Certificate['subject']): string => {
  const text = (type: string): string | null => {
    const value: unknown = typesAndValues.find((entry) => entry.type === type)?.value.valueBlock.value;
    return typeof value === 'string' ? value.normalize('NFC') : null;
  };
  return text(oid.organization) ?? text(oid.commonName) ?? '';
};

/** The publisher that a CMS SignedData names, or null where it names none. */
export const publisherOf = (der: Uint8Array): ClaimedPublisher | null => {
  try {
    const content = new ContentInfo({ schema: fromBER(Uint8Array.from(der)).result });
    const signed = new SignedData({ schema: content.content });
    const sid: unknown = signed.signerInfos[0]?.sid;
    const certificates = (signed.certificates ?? []).filter((each): each is Certificate => each instanceof Certificate);
    const signer = certificates.find(
      ({ issuer, serialNumber }) =>
        sid instanceof IssuerAndSerialNumber && issuer.isEqual(sid.issuer) && serialNumber.isEqual(sid.serialNumber),
    );
    const name = signer ? nameOf(signer.subject) : '';
    return signer && name ? { name, issuer: nameOf(signer.issuer) } : null;
  } catch {
    // Not what it should be: then it names nobody.
    return null;
  }
};

/** The publisher that a library's own signature names; null for a library without one (all of Linux). */
export const claimedPublisher = async (path: string): Promise<ClaimedPublisher | null> => {
  try {
    return await FileBytes.with(path, async (file) => {
      const start = (await file.read(0, 4)).getUint32(0);
      if (start >>> 16 === 0x4d5a) return publisherIn(await peSignature(file));
      const [image] = await machImages(file);
      return image ? publisherIn(await machSignature(file, image)) : null;
    });
  } catch {
    // Unreadable or damaged: whoever loads it says so.
    return null;
  }
};

const publisherIn = (der: Uint8Array | null): ClaimedPublisher | null => der && publisherOf(der);
