/** The deliberate step: what the certificate says, what trusting it means, and the tick that it was compared. */
import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  makeStyles,
  Radio,
  RadioGroup,
  tokens,
} from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrustCandidate } from '../../contracts/trust.js';
import { useSentence } from '../i18n/index.js';
import { useClosing } from '../ui/closing.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { SourceFacts } from './source-facts.js';
import { useAddSource } from './use-trust.js';

const useStyles = makeStyles({
  surface: { maxWidth: '720px' },
  content: { display: 'flex', flexDirection: 'column', gap: '10px', paddingBlockEnd: '12px' },
  card: {
    display: 'flex',
    flexDirection: 'column',
    gap: '6px',
    padding: '8px 10px',
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusLarge,
    overflowWrap: 'anywhere',
  },
  problem: { color: tokens.colorStatusDangerForeground1 },
  warning: { color: tokens.colorStatusWarningForeground3, fontWeight: tokens.fontWeightSemibold },
  list: { display: 'flex', flexDirection: 'column', alignItems: 'stretch', gap: '8px' },
});

function Candidate({ candidate, choose }: { readonly candidate: TrustCandidate; readonly choose: boolean }) {
  const sentence = useSentence();
  const styles = useStyles();
  const { fingerprint, problems, warnings } = candidate;
  const facts = <SourceFacts source={candidate} />;
  return (
    <div className={styles.card}>
      {choose && problems.length === 0 ? <Radio value={fingerprint} label={facts} /> : facts}
      {problems.map((problem) => (
        <span key={problem.code} className={styles.problem}>
          {sentence(problem)}
        </span>
      ))}
      {problems.length === 0 &&
        warnings.map((warning) => (
          <span key={warning.code} className={styles.warning}>
            {sentence(warning)}
          </span>
        ))}
    </div>
  );
}

interface AddSourceDialogProps {
  /** At least one; those with problems cannot be chosen. */
  readonly candidates: readonly TrustCandidate[];
  readonly onClose: () => void;
}

export function AddSourceDialog({ candidates, onClose }: AddSourceDialogProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const { close, dialog } = useClosing();
  const add = useAddSource();
  const usable = candidates.filter(({ problems }) => problems.length === 0);
  const [chosen, setChosen] = useState(usable.length === 1 ? (usable[0]?.fingerprint ?? null) : null);
  const [compared, setCompared] = useState(false);
  const choose = (fingerprint: string): void => {
    setChosen(fingerprint);
    // What was ticked was ticked of another fingerprint.
    setCompared(false);
  };
  const submit = (): void => {
    if (chosen !== null) add.mutate(chosen, { onSuccess: () => close(onClose) });
  };
  return (
    <Dialog {...dialog} onOpenChange={(_, { open }) => !open && close(onClose)}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{t('trust.addTitle')}</DialogTitle>
          <DialogContent className={styles.content}>
            {usable.length === 0 && <Notice intent="error">{t('trust.noneUsable')}</Notice>}
            <RadioGroup
              className={styles.list}
              aria-label={t('trust.candidates')}
              value={chosen ?? ''}
              onChange={(_, { value }) => choose(value)}
            >
              {candidates.map((candidate) => (
                <Candidate key={candidate.fingerprint} candidate={candidate} choose={usable.length > 1} />
              ))}
            </RadioGroup>
            {usable.length > 0 && (
              <>
                <Notice intent="warning" title={t('trust.meaningTitle')}>
                  {t('trust.meaning')}
                </Notice>
                <Checkbox
                  checked={compared}
                  disabled={chosen === null}
                  onChange={(_, { checked }) => setCompared(checked === true)}
                  label={t('trust.compared')}
                />
              </>
            )}
            {add.error && <Notice intent="error">{sentence(sentenceOf(add.error))}</Notice>}
          </DialogContent>
          <DialogActions fluid>
            <DialogTrigger disableButtonEnhancement>
              <Button>{t(usable.length > 0 ? 'common.cancel' : 'common.close')}</Button>
            </DialogTrigger>
            {usable.length > 0 && (
              <Button
                appearance="primary"
                disabled={chosen === null || !compared || add.isPending || add.isSuccess}
                onClick={submit}
              >
                {t('trust.addConfirm')}
              </Button>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
