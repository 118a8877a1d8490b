/** The whole page takes dropped files; while a drag is over it, a sheet says so. */
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { DocumentAddRegular } from '@fluentui/react-icons';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  area: { position: 'relative' },
  sheet: {
    position: 'absolute',
    inset: '8px',
    zIndex: 10,
    display: 'flex',
    flexDirection: 'column',
    gap: '12px',
    alignItems: 'center',
    justifyContent: 'center',
    pointerEvents: 'none',
    color: tokens.colorBrandForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `2px dashed ${tokens.colorBrandStroke1}`,
    borderRadius: tokens.borderRadiusXLarge,
    fontSize: '40px',
  },
});

interface DropAreaProps {
  readonly onFiles: (files: File[]) => void;
  readonly className?: string;
  readonly hidden?: boolean;
  readonly label: string;
  readonly children: ReactNode;
}

const carriesFiles = (event: DragEvent): boolean => [...event.dataTransfer.types].includes('Files');

export function DropArea({ onFiles, className, hidden, label, children }: DropAreaProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  // Enter and leave fire for every child: only the balance tells whether the drag is still over the page.
  const depth = useRef(0);
  const [over, setOver] = useState(false);
  const move = (by: 1 | -1): void => {
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  return (
    <main
      className={mergeClasses(styles.area, className)}
      hidden={hidden}
      aria-label={label}
      onDragEnter={(event) => carriesFiles(event) && move(1)}
      onDragLeave={(event) => carriesFiles(event) && move(-1)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {over && (
        <div className={styles.sheet}>
          <DocumentAddRegular />
          <Text size={500} weight="semibold">
            {t('intake.dropNow')}
          </Text>
        </div>
      )}
    </main>
  );
}
