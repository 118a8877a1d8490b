/** edXML packages on the queue page: taken in by hand, and exchanged by the folders of the office. */
import { Menu, MenuButton, MenuItem, MenuList, MenuPopover, MenuTrigger, Spinner } from '@fluentui/react-components';
import { ArrowSyncRegular, MailTemplateRegular, MailUnreadRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { useFolderRun, useTakeIn } from './use-edxml.js';

interface PackageActionsProps {
  readonly takeIn: ReturnType<typeof useTakeIn>;
  readonly run: ReturnType<typeof useFolderRun>;
}

export function PackageActions({ takeIn, run }: PackageActionsProps) {
  const { t } = useTranslation();
  const busy = takeIn.isPending || run.isPending;
  const receive = (): void => {
    run.reset();
    takeIn.mutate();
  };
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <MenuButton icon={busy ? <Spinner size="extra-tiny" /> : <MailTemplateRegular />} disabledFocusable={busy}>
          {t('edxml.packages')}
        </MenuButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem icon={<MailUnreadRegular />} onClick={receive}>
            {t('edxml.takeIn')}
          </MenuItem>
          <MenuItem
            icon={<ArrowSyncRegular />}
            onClick={() => {
              takeIn.reset();
              run.mutate();
            }}
          >
            {t('edxml.exchange')}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
