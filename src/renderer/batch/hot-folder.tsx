/** The scanner's folder: what is whole there comes onto the stack by itself. */
import { Button, makeStyles, Text, Tooltip, tokens } from '@fluentui/react-components';
import { FolderSyncRegular } from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { shownText } from '../../contracts/shown-text.js';
import { call } from '../ui/kyso.js';
import type { IntakeState } from '../ui/use-intake.js';

const useStyles = makeStyles({
  on: {
    display: 'inline-flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '2px 6px',
    color: tokens.colorNeutralForeground2,
    overflowWrap: 'anywhere',
  },
  icon: { color: tokens.colorBrandForeground1, fontSize: '20px' },
});

export interface HotFolder {
  /** null while none is watched. */
  readonly name: string | null;
  readonly error: Error | null;
  choose(): void;
  stop(): void;
}

export const useHotFolder = ({ receive }: IntakeState): HotFolder => {
  useEffect(() => window.kyso.on('documents:arrived', receive), [receive]);
  const choose = useMutation({ mutationFn: () => call('hot-folder:choose') });
  const stop = useMutation({ mutationFn: () => call('hot-folder:stop'), onSuccess: () => choose.reset() });
  return {
    name: choose.data?.name ?? null,
    error: choose.error ?? stop.error,
    choose: () => choose.mutate(),
    stop: () => stop.mutate(),
  };
};

interface HotFolderButtonProps {
  readonly folder: HotFolder;
  /** Its words in a tooltip. */
  readonly small: boolean;
}

export function HotFolderButton({ folder, small }: HotFolderButtonProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  if (folder.name === null && small) {
    return (
      <Tooltip content={t('records.hotFolder')} relationship="label">
        <Button appearance="subtle" icon={<FolderSyncRegular />} onClick={folder.choose} />
      </Tooltip>
    );
  }
  if (folder.name === null) {
    return (
      <Button icon={<FolderSyncRegular />} onClick={folder.choose}>
        {t('records.hotFolder')}
      </Button>
    );
  }
  return (
    <span className={styles.on} role="status">
      <FolderSyncRegular className={styles.icon} />
      <Text size={200}>{t('records.hotFolderOn', { name: shownText(folder.name) })}</Text>
      <Button size="small" appearance="subtle" onClick={folder.stop}>
        {t('records.hotFolderStop')}
      </Button>
    </span>
  );
}
