/** What the token says of its PIN, before one is typed. */
import { useTranslation } from 'react-i18next';
import type { PinPrompt } from '../../contracts/ipc.js';
import { Notice } from '../ui/notice.js';

export function PinStateNotice({ state, triesLeft }: Pick<PinPrompt['token'], 'state' | 'triesLeft'>) {
  const { t } = useTranslation();
  const left = triesLeft === undefined ? '' : ` ${t('pin.triesLeft', { count: triesLeft })}`;
  switch (state) {
    case 'ok':
      return null;
    case 'count-low':
      return (
        <Notice intent="warning">
          {t('pin.countLow')}
          {left}
        </Notice>
      );
    case 'perhaps-final-try':
      return <Notice intent="error">{t('pin.perhapsFinalTry')}</Notice>;
    case 'count-unknown':
      return <Notice intent="error">{t('pin.countUnknown')}</Notice>;
    case 'final-try':
      return <Notice intent="error">{t('pin.finalTry')}</Notice>;
    case 'locked':
      return <Notice intent="error">{t('pin.locked')}</Notice>;
    case 'to-be-changed':
      return <Notice intent="warning">{t('pin.toBeChanged')}</Notice>;
    case 'not-set':
      return <Notice intent="error">{t('pin.notSet')}</Notice>;
  }
}
