/** Second half of signing: the token's answer goes into the hole. */
import { Fault } from '../../contracts/faults/index.js';
import type { Certificate } from '../pki/certificate.js';
import { buildSignedData } from '../pki/cms/build.js';
import { fillHole, holeCapacity } from './byte-range-hole.js';
import type { PreparedSignature } from './prepare.js';
import { cutBack, withWorkFile } from './work-file.js';

/**
 * Writes the CMS into /Contents. May be repeated after a crash.
 * @param signature value over `prepared.toBeSigned`, and the timestamp over it, as `buildSignedData` takes them
 * @param certificates the same as were given to `prepareSignature`
 * @throws Fault `signing.timestamp-too-large`, `signing.work-file-changed`, `output.failed`
 */
export const embedSignature = (
  prepared: PreparedSignature,
  signature: { readonly value: Uint8Array; readonly timestampToken: Uint8Array | null },
  certificates: readonly [Certificate, ...Certificate[]],
): void => {
  const { workFile, signedAttributes, algorithm } = prepared;
  const cms = buildSignedData({ signedAttributes, algorithm, certificates, ...signature });
  const reserve = holeCapacity(prepared);
  if (cms.length > reserve) throw new Fault('signing.timestamp-too-large', { size: cms.length, reserve });
  // An attempt that was broken off may have appended validation data already.
  const { byteRange } = prepared;
  withWorkFile(workFile, (descriptor) => cutBack(descriptor, byteRange[2] + byteRange[3]));
  fillHole(workFile, prepared, cms);
};
