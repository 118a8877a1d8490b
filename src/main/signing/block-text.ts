/** What the visible block and the signature dictionary say. */
import type { BlockText } from '../appearance/block-layout.js';
import type { Certificate } from '../pki/certificate.js';

export const TRAINING_NOTICE = 'TẬP HUẤN – không có giá trị pháp lý';

const HANOI_OFFSET = 7 * 3_600_000;

/** Wall clock of Việt Nam: `2026-11-22T10:10:10`. */
const wallClock = (time: Date): string => new Date(time.getTime() + HANOI_OFFSET).toISOString().slice(0, 19);

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
      `Thời gian ký: ${wallClock(signingTime)}+07:00`,
    ],
  };
};

/** A training signature says what it is in /Reason too, before what the person wrote. */
export const reasonText = (reason: string | undefined, training: boolean): string | undefined => {
  if (!training) return reason;
  return reason === undefined ? TRAINING_NOTICE : `${TRAINING_NOTICE}. ${reason}`;
};
