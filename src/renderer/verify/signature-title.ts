import { useTranslation } from 'react-i18next';
import type { SignatureReport } from '../../contracts/verification.js';

/** “Chữ ký 2”, “Dấu thời gian 3”: numbered from 1 in the order in which they were made. */
export const useSignatureTitle = (signature: SignatureReport, index: number): string => {
  const { t } = useTranslation();
  return t(signature.kind === 'timestamp' ? 'verify.timestampTitle' : 'verify.signatureTitle', { index });
};
