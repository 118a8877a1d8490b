import {
  ArrowSyncRegular,
  ArrowUndoRegular,
  ArrowUploadRegular,
  CheckmarkCircleFilled,
  ClockRegular,
  ErrorCircleFilled,
  PersonFeedbackRegular,
  SubtractCircleRegular,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { JobState } from '../../contracts/jobs.js';
import { Chip, type ChipLook } from '../ui/chip.js';

const looks: Readonly<Record<JobState, ChipLook>> = {
  received: ['busy', ArrowSyncRegular],
  checked: ['busy', ArrowSyncRegular],
  'waiting-for-approval': ['busy', PersonFeedbackRegular],
  ready: ['quiet', ClockRegular],
  preparing: ['busy', ArrowSyncRegular],
  signing: ['busy', ArrowSyncRegular],
  timestamping: ['busy', ArrowSyncRegular],
  'awaiting-timestamp': ['quiet', ClockRegular],
  signed: ['busy', ArrowSyncRegular],
  proved: ['busy', ArrowUploadRegular],
  uploading: ['busy', ArrowSyncRegular],
  delivered: ['busy', ArrowUploadRegular],
  acknowledged: ['good', CheckmarkCircleFilled],
  rejected: ['quiet', SubtractCircleRegular],
  failed: ['bad', ErrorCircleFilled],
  cancelled: ['quiet', SubtractCircleRegular],
  recalled: ['quiet', ArrowUndoRegular],
};

export function StateChip({ state }: { readonly state: JobState }) {
  const { t } = useTranslation();
  return <Chip look={looks[state]}>{t(`queue.state.${state}`)}</Chip>;
}
