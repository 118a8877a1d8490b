/** Left rail: name, the three tasks, check of the computer, settings, language. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  BookNumberFilled,
  BookNumberRegular,
  DesktopPulseFilled,
  DesktopPulseRegular,
  LocalLanguageRegular,
  MailInboxFilled,
  MailInboxRegular,
  RibbonFilled,
  RibbonRegular,
  SettingsFilled,
  SettingsRegular,
  ShieldCheckmarkFilled,
  ShieldCheckmarkRegular,
  SignatureFilled,
  SignatureRegular,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { useLanguage } from './i18n/index.js';
import { AppMark } from './ui/app-mark.js';
import { railColors } from './ui/theme.js';
import { tiny, unseen } from './ui/tiny.js';

export type Task = 'sign' | 'verify' | 'records' | 'registers' | 'queue' | 'doctor' | 'settings';

/** A screen of 768 lines at 150 %: everything closer together, so that nothing has to be scrolled for. */
const low = '@media (max-height: 560px)';
/** One of 768 lines at 100 %, with the band of practice above it. */
const middling = '@media (max-height: 800px) and (min-height: 561px)';

const useStyles = makeStyles({
  rail: {
    width: '104px',
    flexShrink: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: '4px',
    padding: '14px 8px 8px',
    backgroundColor: railColors.background,
    color: railColors.text,
    overflowY: 'auto',
    '@media (max-width: 1100px)': { width: '88px', paddingTop: '10px' },
    [low]: { gap: '2px', padding: '6px 4px 2px' },
    // Along the top: at the side it would take a quarter of the width.
    [tiny]: { width: 'auto', flexDirection: 'row', alignItems: 'center', padding: '3px 6px', overflowY: 'visible' },
  },
  name: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: '6px',
    textAlign: 'center',
    fontWeight: tokens.fontWeightSemibold,
    fontSize: tokens.fontSizeBase200,
    lineHeight: '17px',
    paddingBottom: '14px',
    marginBottom: '8px',
    borderBottom: `1px solid ${railColors.line}`,
    [low]: { gap: '2px', paddingBottom: '4px', marginBottom: '0', '& svg': { width: '28px', height: '28px' } },
    [tiny]: { padding: 0, margin: 0, borderBottomStyle: 'none', '& svg': { width: '24px', height: '24px' } },
  },
  // Breaks after “Ký số”, not before the last word.
  words: { maxWidth: '60px', [tiny]: unseen },
  nav: {
    display: 'flex',
    flexDirection: 'column',
    gap: '4px',
    flexGrow: 1,
    [low]: { gap: '2px' },
    [tiny]: { flexDirection: 'row' },
  },
  button: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: '2px',
    padding: '9px 4px 7px',
    [middling]: { padding: '6px 4px 4px' },
    [low]: { padding: '2px', gap: '0' },
    [tiny]: { flexDirection: 'row', padding: '4px 6px', gap: '6px' },
    border: 'none',
    borderRadius: tokens.borderRadiusLarge,
    background: 'none',
    color: railColors.text,
    font: 'inherit',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    cursor: 'pointer',
    ':hover': { backgroundColor: railColors.backgroundHover },
    ':focus-visible': { outline: `2px solid ${railColors.text}`, outlineOffset: '-3px' },
  },
  current: {
    backgroundColor: railColors.backgroundActive,
    color: railColors.textActive,
    fontWeight: tokens.fontWeightSemibold,
    ':hover': { backgroundColor: railColors.backgroundActive },
  },
  // No task of the day's work.
  apart: { marginTop: 'auto', [tiny]: { marginTop: 0 } },
  // Of what is not looked at, the sign alone; its name is its tooltip.
  quiet: { [tiny]: unseen },
  icon: { fontSize: '26px', [low]: { fontSize: '20px' } },
  small: { fontSize: '20px' },
});

const tasks = [
  ['sign', SignatureRegular, SignatureFilled],
  ['verify', ShieldCheckmarkRegular, ShieldCheckmarkFilled],
  ['records', RibbonRegular, RibbonFilled],
  ['registers', BookNumberRegular, BookNumberFilled],
  ['queue', MailInboxRegular, MailInboxFilled],
  ['doctor', DesktopPulseRegular, DesktopPulseFilled],
  ['settings', SettingsRegular, SettingsFilled],
] as const;

export function Rail({ task, onTask }: { readonly task: Task; readonly onTask: (task: Task) => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [language, setLanguage] = useLanguage();
  return (
    <header className={styles.rail}>
      <div className={styles.name}>
        <AppMark size={40} />
        <span className={styles.words}>{t('app.name')}</span>
      </div>
      <nav className={styles.nav} aria-label={t('app.navigation')}>
        {tasks.map(([name, Regular, Filled]) => {
          const current = name === task;
          const Icon = current ? Filled : Regular;
          return (
            <button
              key={name}
              type="button"
              className={mergeClasses(styles.button, name === 'doctor' && styles.apart, current && styles.current)}
              aria-current={current ? 'page' : undefined}
              title={t(`nav.${name}`)}
              onClick={() => onTask(name)}
            >
              <Icon className={styles.icon} />
              <span className={current ? undefined : styles.quiet}>{t(`nav.${name}`)}</span>
            </button>
          );
        })}
      </nav>
      <button
        type="button"
        className={styles.button}
        title={t('app.switchLanguageHint')}
        onClick={() => setLanguage(language === 'vi' ? 'en' : 'vi')}
      >
        <LocalLanguageRegular className={styles.small} />
        <span className={styles.quiet}>{t('app.switchLanguage')}</span>
      </button>
    </header>
  );
}
