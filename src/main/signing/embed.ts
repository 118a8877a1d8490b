/** Second half of signing: the token's answer goes into the hole. */
import { Fault } from '../../contracts/faults/index.js';
import type { Certificate } from '../pki/certificate.js';
import { buildSignedData, type SigningAlgorithm } from '../pki/cms/build.js';
import type { PreparedSignature } from './prepare.js';
import { readExactly, requireSize, sync, withWorkFile, writeAll } from './work-file.js';

/**
 * Writes the CMS into /Contents and brings the file to disk. May be repeated after a crash.
 * @param signature value over `prepared.toBeSigned` as `buildSignedData` takes it
 * @param certificates the same as were given to `prepareSignature`
 * @throws Fault `signing.work-file-changed`, `output.failed`
 */
export const embedSignature = (
  prepared: PreparedSignature,
  signature: { readonly algorithm: SigningAlgorithm; readonly value: Uint8Array },
  certificates: readonly [Certificate, ...Certificate[]],
): void => {
  const { workFile, byteRange, contentsHole } = prepared;
  const cms = buildSignedData({ signedAttributes: prepared.signedAttributes, signature, certificates });
  const digits = contentsHole.end - contentsHole.start - 2;
  if (cms.length * 2 > digits) throw new RangeError(`CMS of ${cms.length} bytes for ${digits} hexadecimal digits`);
  withWorkFile(workFile, (descriptor) => {
    requireSize(descriptor, byteRange[2] + byteRange[3]);
    const hole = readExactly(descriptor, contentsHole.start, contentsHole.end);
    if (hole[0] !== 0x3c || hole.at(-1) !== 0x3e) throw new Fault('signing.work-file-changed');
    const hex = Buffer.from(cms).toString('hex').padEnd(digits, '0');
    writeAll(descriptor, Buffer.from(hex, 'latin1'), contentsHole.start + 1);
    sync(descriptor);
  });
};
