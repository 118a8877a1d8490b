/** What the visible block and the signature dictionary say. */
import type { BlockText } from '../appearance/block-layout.js';
import { signingTimeText, wallClock } from '../appearance/signing-time.js';
import type { Certificate } from '../pki/certificate.js';

export const TRAINING_NOTICE = 'TẬP HUẤN – không có giá trị pháp lý';

/** A date of ISO 32000-2 7.9.4 with the offset of Việt Nam. */
export const pdfDate = (time: Date): string => `D:${wallClock(time).replace(/[-T:]/g, '')}+07'00'`;

/** Signer, office, and date, time and zone, as NĐ 30/2020 PL I asks of a digital signature. */
export const blockText = (certificate: Certificate, signingTime: Date, training: boolean): BlockText => {
  const { commonName, organization, text } = certificate.subject;
  return {
    note: training ? TRAINING_NOTICE : undefined,
    lines: [
      `Người ký: ${commonName ?? text}`,
      ...(organization === null ? [] : [`Cơ quan: ${organization}`]),
      `Thời gian ký: ${signingTimeText('iso', signingTime)}`,
    ],
  };
};

/** A training signature says what it is in /Reason too, before what the person wrote. */
export const reasonText = (reason: string | undefined, training: boolean): string | undefined => {
  if (!training) return reason;
  return reason === undefined ? TRAINING_NOTICE : `${TRAINING_NOTICE}. ${reason}`;
};
