/** Evidence packs of many documents at once, and those that are kept on this computer. */
import { Menu, MenuButton, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { ArchiveRegular } from '@fluentui/react-icons';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { PackDialog } from './pack-dialog.js';
import type { Packs } from './use-packs.js';

interface PackMenuProps {
  readonly packs: Packs;
  readonly documents: readonly DocumentInfo[];
  /** Those that filter and search leave. */
  readonly shown: readonly DocumentInfo[];
}

export const PackMenu = memo(function PackMenu({ packs, documents, shown }: PackMenuProps) {
  const { t } = useTranslation();
  const [listed, setListed] = useState(false);
  const saving = packs.run?.state === 'running';
  const filtered = shown.length > 0 && shown.length < documents.length;
  return (
    <>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <MenuButton icon={<ArchiveRegular />}>{t('evidence.menu')}</MenuButton>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {filtered && (
              <MenuItem disabled={saving} onClick={() => packs.save(shown)}>
                {t('evidence.saveShown', { count: shown.length })}
              </MenuItem>
            )}
            {documents.length > 0 && (
              <MenuItem disabled={saving} onClick={() => packs.save(documents)}>
                {t('evidence.saveAll', { count: documents.length })}
              </MenuItem>
            )}
            <MenuItem onClick={() => setListed(true)}>{t('evidence.openList')}</MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      {listed && <PackDialog onClose={() => setListed(false)} />}
    </>
  );
});
