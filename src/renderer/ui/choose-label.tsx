import { useTranslation } from 'react-i18next';
import type { IntakeState } from './use-intake.js';

/** What the button for more documents says: while a stack is read, how much of it is left. */
export function ChooseLabel({ intake: { busy, left } }: { readonly intake: IntakeState }) {
  const { t } = useTranslation();
  if (left > 0) return t('intake.addingLeft', { count: left });
  return t(busy ? 'intake.adding' : 'intake.choose');
}
