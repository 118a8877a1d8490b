import {
  ArrowSwapRegular,
  ArrowUndoRegular,
  CheckmarkCircleRegular,
  EditRegular,
  MailInboxRegular,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { EntryState } from '../../contracts/registers.js';
import { Chip, type ChipLook } from '../ui/chip.js';

const looks: Readonly<Record<EntryState, ChipLook>> = {
  issued: ['good', CheckmarkCircleRegular],
  received: ['good', MailInboxRegular],
  corrected: ['busy', EditRegular],
  replaced: ['quiet', ArrowSwapRegular],
  recalled: ['bad', ArrowUndoRegular],
};

export function EntryStateChip({ state }: { readonly state: EntryState }) {
  const { t } = useTranslation();
  return <Chip look={looks[state]}>{t(`registers.state.${state}`)}</Chip>;
}
