/** The buttons of the PIN window. */
import { Button, makeStyles } from '@fluentui/react-components';
import { KeyRegular, PenRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { PinPrompt } from '../../contracts/ipc.js';
import { takesPin } from './pin-rules.js';

const useStyles = makeStyles({
  actions: { display: 'flex', justifyContent: 'flex-end', gap: '8px', flexWrap: 'wrap' },
});

interface PinActionsProps {
  readonly prompt: PinPrompt;
  readonly submitted: boolean;
  readonly ready: boolean;
}

export function PinActions({ prompt: { token, purpose }, submitted, ready }: PinActionsProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const change = purpose.kind === 'change';
  return (
    <div className={styles.actions}>
      <Button disabled={submitted} onClick={() => window.kysoPin.cancel()}>
        {takesPin(token) ? t('pin.cancel') : t('common.close')}
      </Button>
      {takesPin(token) && (
        <Button
          type="submit"
          appearance="primary"
          icon={change ? <KeyRegular /> : <PenRegular />}
          disabled={submitted || !ready}
        >
          {submitted ? t('pin.submitting') : t(change ? 'pin.submitChange' : 'pin.submit')}
        </Button>
      )}
    </div>
  );
}
