/** The PIN window: what will be signed, with what, what the token says, and the PIN. No document, no remote data. */
import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinPrompt } from '../../contracts/ipc.js';
import { useSentence } from '../i18n/index.js';
import { Notice } from '../ui/notice.js';
import { PinChangeForm } from './pin-change-form.js';
import { PinForm } from './pin-form.js';
import { mayBeLast } from './pin-rules.js';
import { PinStateNotice } from './pin-state.js';
import { PinSummary } from './pin-summary.js';

const useStyles = makeStyles({
  window: {
    height: '100%',
    display: 'flex',
    flexDirection: 'column',
    gap: '8px',
    padding: '10px 16px 12px',
    backgroundColor: tokens.colorNeutralBackground1,
  },
  heading: { margin: 0 },
  // The field and its buttons never leave the window; what is above them scrolls when it has to.
  above: {
    display: 'flex',
    flexDirection: 'column',
    gap: '8px',
    flexGrow: 1,
    flexShrink: 1,
    minHeight: '40px',
    overflowY: 'auto',
    // The scroll bar, where one is needed, stands in the margin.
    marginInlineEnd: '-12px',
    paddingInlineEnd: '12px',
  },
  cautions: {
    margin: '2px 0 0',
    paddingInlineStart: '18px',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  centre: { margin: 'auto' },
});

const useHeading = ({ purpose, count }: PinPrompt): string => {
  const { t } = useTranslation();
  switch (purpose.kind) {
    case 'login':
      return t('pin.heading', { count });
    case 'signature':
      return t('pin.headingSignature', purpose);
    case 'change':
      return t('pin.headingChange');
    case 'sign-in':
      return t('pin.headingSignIn', { server: purpose.server });
  }
};

/** The reason why it is asked again says of the tries all that the state would; a change is what this window does. */
const tellsAlready = ({ again, purpose, token }: PinPrompt): boolean => {
  if (token.state === 'to-be-changed') return purpose.kind === 'change';
  if (token.state === 'final-try') {
    return again?.code === 'token.pin-wrong-final-try' || again?.code === 'token.pin-final-try';
  }
  if (token.state === 'count-low') {
    return again?.code === 'token.pin-wrong-count-low' && token.triesLeft === undefined;
  }
  if (token.state === 'count-unknown') return again?.code === 'token.pin-count-unknown';
  return token.state === 'perhaps-final-try' && again?.code === 'token.pin-perhaps-final-try';
};

function Content({ prompt }: { readonly prompt: PinPrompt }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const heading = useId();
  const { purpose } = prompt;
  const title = useHeading(prompt);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <div className={styles.above} tabIndex={0} role="region" aria-labelledby={heading}>
        <Text as="h1" id={heading} size={500} weight="semibold" className={styles.heading}>
          {title}
        </Text>
        {prompt.practice && (
          <Notice intent="warning" title={t('practice.banner')}>
            {prompt.practice.pin === null ? t('practice.pinChanged') : t('practice.pin', { pin: prompt.practice.pin })}
            {' – '}
            {t('practice.notTheReal')}
          </Notice>
        )}
        {prompt.again && (
          <Notice
            intent={mayBeLast(prompt.token) ? 'error' : 'warning'}
            title={t(purpose.kind === 'change' ? 'pin.againChange' : 'pin.again')}
          >
            {sentence(prompt.again)}
          </Notice>
        )}
        {purpose.kind === 'signature' && purpose.number === 1 && purpose.total > 1 && (
          <Notice intent="info">{t('pin.everySignature', purpose)}</Notice>
        )}
        {!tellsAlready(prompt) && <PinStateNotice state={prompt.token.state} triesLeft={prompt.token.triesLeft} />}
        {prompt.caution.length > 0 && (
          <Notice intent={mayBeLast(prompt.token) ? 'error' : 'warning'} title={t('pin.caution')}>
            <ul className={styles.cautions}>
              {prompt.caution.map((caution) => (
                <li key={caution.vi}>{sentence(caution)}</li>
              ))}
            </ul>
          </Notice>
        )}
        <PinSummary prompt={prompt} />
      </div>
      {purpose.kind === 'change' ? <PinChangeForm prompt={prompt} /> : <PinForm prompt={prompt} />}
    </>
  );
}

export function PinWindow() {
  const { t } = useTranslation();
  const styles = useStyles();
  const prompt = useQuery({ queryKey: ['prompt'], queryFn: () => window.kysoPin.prompt() });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') window.kysoPin.cancel();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  let content: ReactNode = <Spinner className={styles.centre} label={t('pin.loading')} />;
  if (prompt.data) content = <Content prompt={prompt.data} />;
  else if (prompt.isError) {
    content = (
      <>
        <Notice intent="error">{t('pin.failed')}</Notice>
        <Button onClick={() => window.kysoPin.cancel()}>{t('common.close')}</Button>
      </>
    );
  }
  return (
    <main
      className={styles.window}
      aria-label={t(prompt.data?.purpose.kind === 'change' ? 'pin.headingChange' : 'pin.windowTitle')}
    >
      {content}
    </main>
  );
}
