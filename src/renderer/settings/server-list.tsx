/** Timestamp servers in the order in which they are asked. */
import { Button, Field, Input, makeStyles, Tooltip } from '@fluentui/react-components';
import { AddRegular, ArrowDownRegular, ArrowUpRegular, DeleteRegular } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type AddressProblem,
  type Draft,
  type DraftServer,
  mostServers,
  moved,
  withAddress,
  withoutServer,
  withServer,
} from './rules.js';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '10px' },
  row: { display: 'flex', gap: '4px', alignItems: 'flex-start' },
  field: { flexGrow: 1, minWidth: 0, '& .fui-Input': { minWidth: 0 } },
  // Beside the field, not beside its label above.
  tools: { display: 'flex', paddingTop: '28px', flexShrink: 0 },
  add: { alignSelf: 'flex-start' },
});

const problemKeys = {
  empty: 'settings.addressEmpty',
  'not-http': 'settings.addressNotHttp',
  twice: 'settings.addressTwice',
} as const;

function Tool({
  label,
  icon,
  disabled,
  onClick,
}: {
  readonly label: string;
  readonly icon: ReactElement;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}) {
  return (
    <Tooltip content={label} relationship="label">
      <Button appearance="subtle" icon={icon} disabled={disabled ?? false} onClick={onClick} />
    </Tooltip>
  );
}

interface RowProps {
  readonly server: DraftServer;
  /** From 1. */
  readonly position: number;
  readonly last: boolean;
  readonly problem: AddressProblem | null;
  readonly onChange: (change: (draft: Draft) => Draft) => void;
}

function ServerRow({ server, position, last, problem, onChange }: RowProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { key, address } = server;
  return (
    <li className={styles.row}>
      <Field
        className={styles.field}
        label={t('settings.server', { position })}
        {...(problem && { validationMessage: t(problemKeys[problem]), validationState: 'error' })}
      >
        <Input
          value={address}
          maxLength={500}
          inputMode="url"
          spellCheck={false}
          autoComplete="off"
          placeholder="http://"
          onChange={(_, { value }) => onChange((draft) => withAddress(draft, key, value))}
        />
      </Field>
      <div className={styles.tools}>
        <Tool
          label={t('settings.moveUp', { position })}
          icon={<ArrowUpRegular />}
          disabled={position === 1}
          onClick={() => onChange((draft) => moved(draft, key, -1))}
        />
        <Tool
          label={t('settings.moveDown', { position })}
          icon={<ArrowDownRegular />}
          disabled={last}
          onClick={() => onChange((draft) => moved(draft, key, 1))}
        />
        <Tool
          label={t('settings.removeServer', { position })}
          icon={<DeleteRegular />}
          onClick={() => onChange((draft) => withoutServer(draft, key))}
        />
      </div>
    </li>
  );
}

interface ServerListProps {
  readonly servers: readonly DraftServer[];
  /** In their order. */
  readonly problems: readonly (AddressProblem | null)[];
  readonly onChange: (change: (draft: Draft) => Draft) => void;
}

export function ServerList({ servers, problems, onChange }: ServerListProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <>
      {servers.length > 0 && (
        <ol className={styles.list}>
          {servers.map((server, index) => (
            <ServerRow
              key={server.key}
              server={server}
              position={index + 1}
              last={index === servers.length - 1}
              problem={problems[index] ?? null}
              onChange={onChange}
            />
          ))}
        </ol>
      )}
      <Button
        className={styles.add}
        icon={<AddRegular />}
        disabled={servers.length >= mostServers}
        onClick={() => onChange(withServer)}
      >
        {t('settings.addServer')}
      </Button>
    </>
  );
}
