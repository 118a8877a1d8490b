/** The PIN goes from the field to the token host as bytes; it never enters React's state. */
import { Checkbox, makeStyles, Text, tokens } from '@fluentui/react-components';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinPrompt } from '../../contracts/ipc.js';
import { LastTry } from './last-try.js';
import { PadWaiting } from './pad-waiting.js';
import { PinActions } from './pin-actions.js';
import { PinField } from './pin-field.js';
import { pinObstacle, takesPin } from './pin-rules.js';

export const usePinFormStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '8px', flexShrink: 0 },
  usage: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

const utf8 = new TextEncoder();

export function PinForm({ prompt }: { readonly prompt: PinPrompt }) {
  const { t } = useTranslation();
  const styles = usePinFormStyles();
  const { token, purpose } = prompt;
  const field = useRef<HTMLInputElement>(null);
  // Of the PIN only its length is kept, to tell whether the token would take it.
  const [bytes, setBytes] = useState(0);
  const [acknowledged, setAcknowledged] = useState(false);
  const [submitted, setSubmitted] = useState(false);
  // What is not known of the certificate takes a step of its own before the PIN can be sent.
  const [accepted, setAccepted] = useState(prompt.caution.length === 0);
  const obstacle = pinObstacle(token, bytes, acknowledged);
  const ready = accepted && obstacle === null;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (submitted || !ready) return;
    const pin = utf8.encode(field.current?.value ?? '');
    if (field.current) field.current.value = '';
    setSubmitted(true);
    window.kysoPin.submit(pin, acknowledged);
    pin.fill(0);
  };

  return (
    <form className={styles.form} onSubmit={submit} autoComplete="off">
      <LastTry token={token} acknowledged={acknowledged} onChange={setAcknowledged} disabled={submitted} />
      {takesPin(token) && prompt.caution.length > 0 && (
        <Checkbox
          checked={accepted}
          disabled={submitted}
          onChange={(_, { checked }) => setAccepted(checked === true)}
          label={t('pin.cautionConfirm')}
        />
      )}
      {takesPin(token) && token.pad && (submitted ? <PadWaiting purpose={purpose} /> : <Text>{t('pin.pad')}</Text>)}
      {takesPin(token) && !token.pad && (
        <PinField
          label={t('pin.label')}
          token={token}
          field={field}
          disabled={submitted}
          hinted
          autoFocus
          problem={obstacle === 'too-long' ? t('pin.tooLong', { max: token.maxLength }) : undefined}
          onInput={() => setBytes(utf8.encode(field.current?.value ?? '').length)}
        />
      )}
      {takesPin(token) && (
        <span className={styles.usage}>{t(purpose.kind === 'signature' ? 'pin.usageSignature' : 'pin.usage')}</span>
      )}
      <PinActions prompt={prompt} submitted={submitted} ready={ready} />
    </form>
  );
}
