/**
 * Cards for somebody who has never signed with this application: plug in, choose, look, sign, and practise first. Whoever
 * practises gets others: sample documents, sign one, issue one, end.
 */
import {
  Button,
  Dialog,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  mergeClasses,
  tokens,
} from '@fluentui/react-components';
import {
  DocumentAddRegular,
  DocumentSearchRegular,
  FlagCheckeredRegular,
  FolderOpenRegular,
  HatGraduationRegular,
  RibbonRegular,
  SignatureRegular,
  UsbStickRegular,
} from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../i18n/index.js';
import { useStartPractice } from '../practice/use-practice.js';
import { sentenceOf } from '../ui/kyso.js';
import { tiny } from '../ui/tiny.js';

const useStyles = makeStyles({
  surface: { maxWidth: '560px', [tiny]: { padding: '8px 14px' } },
  card: {
    display: 'flex',
    gap: '16px',
    alignItems: 'flex-start',
    // The highest card in both languages: the buttons stay where they are.
    minHeight: '132px',
    [tiny]: { minHeight: 0 },
  },
  picture: {
    display: 'flex',
    flexShrink: 0,
    padding: '12px',
    fontSize: '44px',
    borderRadius: tokens.borderRadiusXLarge,
    color: tokens.colorBrandForeground1,
    backgroundColor: tokens.colorBrandBackground2,
    [tiny]: { display: 'none' },
  },
  said: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: '10px' },
  text: { margin: 0 },
  count: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightRegular,
    display: 'block',
  },
  // Of the surface's grid, below the text; Fluent's own stacks its buttons on a small screen until they fill it.
  actions: {
    gridColumnStart: 1,
    gridColumnEnd: 4,
    display: 'flex',
    flexWrap: 'wrap',
    // The button that leads on is the first one of the keyboard.
    flexDirection: 'row-reverse',
    gap: '8px',
    paddingTop: '8px',
    '& .fui-Button': { minWidth: '72px' },
  },
  steps: { display: 'flex', gap: '6px', marginInlineEnd: 'auto', alignSelf: 'center' },
  step: {
    width: '8px',
    height: '8px',
    borderRadius: '50%',
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
  },
  reached: { backgroundColor: tokens.colorNeutralStrokeAccessible },
});

const cards = [
  ['plug', UsbStickRegular],
  ['choose', DocumentAddRegular],
  ['look', DocumentSearchRegular],
  ['sign', SignatureRegular],
  ['practice', HatGraduationRegular],
] as const;

const practiceCards = [
  ['samples', FolderOpenRegular],
  ['signOne', SignatureRegular],
  ['issueOne', RibbonRegular],
  ['end', FlagCheckeredRegular],
] as const;

/** Who goes there has seen the guide: it does not stand before the real work again. */
function StartPractice({ onStarted }: { readonly onStarted: () => void }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const start = useStartPractice();
  return (
    <>
      <Button
        icon={<HatGraduationRegular />}
        disabled={start.isPending || start.isSuccess}
        onClick={() => start.mutate(undefined, { onSuccess: onStarted })}
      >
        {t('practice.start')}
      </Button>
      {start.error && (
        <p role="alert" className={styles.text}>
          {sentence(sentenceOf(start.error))}
        </p>
      )}
    </>
  );
}

function Card({
  practising,
  position,
  onPosition,
  onClose,
}: {
  readonly practising: boolean;
  readonly position: number;
  readonly onPosition: (position: number) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const styles = useStyles();
  const shown = practising ? practiceCards : cards;
  const [name, Picture] = shown[position] ?? shown[0];
  const last = position === shown.length - 1;
  return (
    <DialogBody>
      <DialogTitle>
        <span className={styles.count}>{t('guide.count', { position: position + 1, total: shown.length })}</span>
        {t(`guide.${name}Title`)}
      </DialogTitle>
      <DialogContent>
        <div className={styles.card}>
          <span className={styles.picture}>
            <Picture />
          </span>
          <div className={styles.said}>
            <p className={styles.text} aria-live="polite">
              {t(`guide.${name}Text`)}
            </p>
            {name === 'practice' && <StartPractice onStarted={onClose} />}
          </div>
        </div>
      </DialogContent>
      <div className={styles.actions}>
        <Button appearance="primary" onClick={last ? onClose : () => onPosition(position + 1)}>
          {t(last ? 'guide.start' : 'guide.next')}
        </Button>
        {/* Stays in its place, so that the focus is never lost with it. */}
        <Button disabledFocusable={position === 0} onClick={() => onPosition(position - 1)}>
          {t('guide.back')}
        </Button>
        {!last && <Button onClick={onClose}>{t('guide.skip')}</Button>}
        <span className={styles.steps} aria-hidden="true">
          {shown.map(([step], index) => (
            <span key={step} className={mergeClasses(styles.step, index <= position && styles.reached)} />
          ))}
        </span>
      </div>
    </DialogBody>
  );
}

interface GuideDialogProps {
  readonly practising: boolean;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function GuideDialog({ practising, open, onClose }: GuideDialogProps) {
  const styles = useStyles();
  const [position, setPosition] = useState(0);
  const leave = (): void => {
    onClose();
    setPosition(0);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(_, { open: stays }) => {
        if (!stays) leave();
      }}
    >
      <DialogSurface className={styles.surface}>
        <Card practising={practising} position={position} onPosition={setPosition} onClose={leave} />
      </DialogSurface>
    </Dialog>
  );
}
