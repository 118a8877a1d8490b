import { Link, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shownText } from '../../contracts/shown-text.js';

const useStyles = makeStyles({
  text: { display: 'block', overflowWrap: 'anywhere' },
  press: {
    display: 'block',
    width: '100%',
    padding: 0,
    border: 'none',
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    borderRadius: tokens.borderRadiusSmall,
    ':hover': { color: tokens.colorBrandForeground1, textDecorationLine: 'underline' },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' },
  },
  clamped: {
    display: '-webkit-box',
    overflow: 'hidden',
    WebkitBoxOrient: 'vertical',
    // A title of 200 letters stands whole even in the narrowest window.
    WebkitLineClamp: 5,
  },
});

interface LongTextProps {
  readonly children: string;
  readonly className?: string;
  /** Makes the text itself a button, to which arrow keys lead in a table. */
  readonly onPress?: () => void;
  /** Of all that can be pressed in it. */
  readonly tabIndex?: 0 | -1;
}

/** Five lines of a text of any length; what does not fit is one press away, never lost. */
export function LongText({ children, className, onPress, tabIndex = 0 }: LongTextProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const element = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const [cut, setCut] = useState(false);

  useEffect(() => {
    const text = element.current;
    if (!text || open) return;
    const measure = (): void => setCut(text.scrollHeight > text.clientHeight + 1);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(text);
    return () => observer.disconnect();
  }, [open]);

  const text = (
    <span ref={element} className={mergeClasses(styles.text, !open && styles.clamped, className)}>
      {shownText(children)}
    </span>
  );
  return (
    <div>
      {onPress ? (
        <button type="button" className={styles.press} data-row-focus tabIndex={tabIndex} onClick={onPress}>
          {text}
        </button>
      ) : (
        text
      )}
      {(cut || open) && (
        <Link as="button" tabIndex={tabIndex} onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? t('common.showLess') : t('common.showMore')}
        </Link>
      )}
    </div>
  );
}
