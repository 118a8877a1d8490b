/** Old and new PIN go from the fields to the token host as bytes, in one; they never enter React's state. */
import { Text } from '@fluentui/react-components';
import { type FormEvent, type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinPrompt } from '../../contracts/ipc.js';
import { encodePinPair } from '../../contracts/pin-pair.js';
import { LastTry } from './last-try.js';
import { PadWaiting } from './pad-waiting.js';
import { PinActions } from './pin-actions.js';
import { PinField } from './pin-field.js';
import { usePinFormStyles } from './pin-form.js';
import { changeObstacle, pinObstacle, type TypedChange, takesPin } from './pin-rules.js';

const utf8 = new TextEncoder();

type FieldRef = RefObject<HTMLInputElement | null>;
const textOf = (field: FieldRef): string => field.current?.value ?? '';

/** The bytes of the field, which is emptied. */
const take = (field: FieldRef): Uint8Array => {
  const bytes = utf8.encode(textOf(field));
  if (field.current) field.current.value = '';
  return bytes;
};

export function PinChangeForm({ prompt }: { readonly prompt: PinPrompt }) {
  const { t } = useTranslation();
  const styles = usePinFormStyles();
  const { token } = prompt;
  const old = useRef<HTMLInputElement>(null);
  const fresh = useRef<HTMLInputElement>(null);
  const again = useRef<HTMLInputElement>(null);
  // Of the PINs only their lengths are kept, and whether the new one was typed twice alike.
  const [typed, setTyped] = useState<TypedChange>({ old: 0, fresh: 0, again: 0, alike: true });
  const [acknowledged, setAcknowledged] = useState(false);
  const [submitted, setSubmitted] = useState(false);
  const obstacle = changeObstacle(token, typed, acknowledged);
  const measure = (): void =>
    setTyped({
      old: utf8.encode(textOf(old)).length,
      fresh: utf8.encode(textOf(fresh)).length,
      again: utf8.encode(textOf(again)).length,
      alike: textOf(fresh) === textOf(again),
    });
  const tooLong = (bytes: number): string | undefined =>
    pinObstacle(token, bytes, true) === 'too-long' ? t('pin.tooLong', { max: token.maxLength }) : undefined;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (submitted || obstacle !== null) return;
    const oldPin = take(old);
    const newPin = take(fresh);
    take(again).fill(0);
    const pair = encodePinPair(oldPin, newPin);
    setSubmitted(true);
    window.kysoPin.submit(pair, acknowledged);
    for (const bytes of [oldPin, newPin, pair]) bytes.fill(0);
  };

  const shared = { token, disabled: submitted, onInput: measure };
  return (
    <form className={styles.form} onSubmit={submit} autoComplete="off">
      <LastTry token={token} acknowledged={acknowledged} onChange={setAcknowledged} disabled={submitted} />
      {takesPin(token) &&
        token.pad &&
        (submitted ? <PadWaiting purpose={prompt.purpose} /> : <Text>{t('pin.padChange')}</Text>)}
      {takesPin(token) && !token.pad && (
        <>
          <PinField {...shared} label={t('pin.oldLabel')} field={old} autoFocus problem={tooLong(typed.old)} />
          <PinField {...shared} label={t('pin.newLabel')} field={fresh} hinted problem={tooLong(typed.fresh)} />
          <PinField
            {...shared}
            label={t('pin.newAgainLabel')}
            field={again}
            problem={!typed.alike && typed.again >= typed.fresh ? t('pin.notAlike') : undefined}
          />
        </>
      )}
      {takesPin(token) && <span className={styles.usage}>{t('pin.usageChange')}</span>}
      <PinActions prompt={prompt} submitted={submitted} ready={obstacle === null} />
    </form>
  );
}
