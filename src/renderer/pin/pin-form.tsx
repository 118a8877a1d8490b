/** The PIN goes from the field to the token host as bytes; it never enters React's state. */
import { Button, Checkbox, Field, makeStyles, Text, tokens } from '@fluentui/react-components';
import { PenRegular } from '@fluentui/react-icons';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinPrompt } from '../../contracts/ipc.js';
import { SecretInput } from '../ui/secret-input.js';
import { mayBeLast, type PinObstacle, pinObstacle, takesPin, tellsMaximum } from './pin-rules.js';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '8px', flexShrink: 0 },
  usage: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  actions: { display: 'flex', justifyContent: 'flex-end', gap: '8px', flexWrap: 'wrap' },
});

const utf8 = new TextEncoder();

const useLengthHint = ({ token }: PinPrompt): string => {
  const { t } = useTranslation();
  const limits = { min: token.minLength, max: token.maxLength };
  if (tellsMaximum(token)) return token.minLength > 0 ? t('pin.lengthRange', limits) : t('pin.lengthMax', limits);
  return token.minLength > 0 ? t('pin.lengthMin', limits) : '';
};

/** Only lengths are worth a sentence; an empty field or a missing tick shows by itself. */
const useLengthProblem = ({ token }: PinPrompt, obstacle: PinObstacle | null): string | undefined => {
  const { t } = useTranslation();
  if (obstacle === 'too-short') return t('pin.tooShort', { min: token.minLength });
  if (obstacle === 'too-long') return t('pin.tooLong', { max: token.maxLength });
  return undefined;
};

export function PinForm({ prompt }: { readonly prompt: PinPrompt }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { token, purpose } = prompt;
  const field = useRef<HTMLInputElement>(null);
  // Of the PIN only its length is kept, to tell whether the token would take it.
  const [bytes, setBytes] = useState(0);
  const [acknowledged, setAcknowledged] = useState(false);
  const [submitted, setSubmitted] = useState(false);
  // What is not known of the certificate takes a step of its own before the PIN can be sent.
  const [accepted, setAccepted] = useState(prompt.caution.length === 0);
  const obstacle = pinObstacle(token, bytes, acknowledged);
  const problem = useLengthProblem(prompt, obstacle === 'too-long' ? obstacle : null);
  const hint = useLengthHint(prompt);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (submitted || !accepted || obstacle !== null) return;
    const pin = utf8.encode(field.current?.value ?? '');
    if (field.current) field.current.value = '';
    setSubmitted(true);
    window.kysoPin.submit(pin, acknowledged);
    pin.fill(0);
  };

  return (
    <form className={styles.form} onSubmit={submit} autoComplete="off">
      {mayBeLast(token) && (
        <Checkbox
          checked={acknowledged}
          disabled={submitted}
          onChange={(_, { checked }) => setAcknowledged(checked === true)}
          label={t(token.state === 'final-try' ? 'pin.finalTryConfirm' : 'pin.perhapsFinalTryConfirm')}
        />
      )}
      {takesPin(token) && prompt.caution.length > 0 && (
        <Checkbox
          checked={accepted}
          disabled={submitted}
          onChange={(_, { checked }) => setAccepted(checked === true)}
          label={t('pin.cautionConfirm')}
        />
      )}
      {takesPin(token) && token.pad && <Text>{t('pin.pad')}</Text>}
      {takesPin(token) && !token.pad && (
        <Field
          label={t('pin.label')}
          {...(problem ? { validationMessage: problem, validationState: 'error' } : hint !== '' && { hint })}
        >
          <SecretInput
            ref={field}
            autoFocus
            disabled={submitted}
            onInput={({ currentTarget }) => setBytes(utf8.encode(currentTarget.value).length)}
          />
        </Field>
      )}
      {takesPin(token) && (
        <span className={styles.usage}>{t(purpose.kind === 'login' ? 'pin.usage' : 'pin.usageSignature')}</span>
      )}
      <div className={styles.actions}>
        <Button onClick={() => window.kysoPin.cancel()}>{takesPin(token) ? t('pin.cancel') : t('common.close')}</Button>
        {takesPin(token) && (
          <Button
            type="submit"
            appearance="primary"
            icon={<PenRegular />}
            disabled={submitted || !accepted || obstacle !== null}
          >
            {submitted ? t('pin.submitting') : t('pin.submit')}
          </Button>
        )}
      </div>
    </form>
  );
}
