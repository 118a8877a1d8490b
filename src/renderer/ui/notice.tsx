import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  bar: { flexShrink: 0 },
  body: { overflowWrap: 'anywhere', whiteSpace: 'normal', paddingBlock: '2px' },
  // A line of its own: many titles are no sentences.
  title: { display: 'block' },
});

interface NoticeProps {
  readonly intent: 'info' | 'success' | 'warning' | 'error';
  readonly title?: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly onDismiss?: () => void;
}

/** A message in the flow of the page: wraps instead of cutting, and stays until it is dismissed. */
export function Notice({ intent, title, children, actions, onDismiss }: NoticeProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <MessageBar
      intent={intent}
      layout="multiline"
      className={styles.bar}
      politeness={intent === 'error' ? 'assertive' : 'polite'}
    >
      <MessageBarBody className={styles.body}>
        {title && <MessageBarTitle className={styles.title}>{title}</MessageBarTitle>} {children}
      </MessageBarBody>
      {(actions || onDismiss) && (
        <MessageBarActions
          {...(onDismiss && {
            containerAction: (
              <Button
                appearance="transparent"
                icon={<DismissRegular />}
                aria-label={t('common.dismiss')}
                onClick={onDismiss}
              />
            ),
          })}
        >
          {actions}
        </MessageBarActions>
      )}
    </MessageBar>
  );
}
