import { Link, makeStyles, mergeClasses } from '@fluentui/react-components';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  text: { overflowWrap: 'anywhere', margin: 0 },
  clamped: {
    display: '-webkit-box',
    overflow: 'hidden',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 2,
  },
});

/** Two lines of a text of any length; what does not fit is one press away, never lost. */
export function LongText({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const element = useRef<HTMLDivElement>(null);
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

  return (
    <div>
      <div ref={element} className={mergeClasses(styles.text, !open && styles.clamped, className)}>
        {children}
      </div>
      {(cut || open) && (
        <Link as="button" onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? t('common.showLess') : t('common.showMore')}
        </Link>
      )}
    </div>
  );
}
