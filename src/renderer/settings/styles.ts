/** What the forms of the settings page share: two columns that scroll, and a foot with the buttons. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { tiny } from '../ui/tiny.js';

export const useSettingsStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', minHeight: 0, flexGrow: 1 },
  body: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    alignContent: 'start',
    gap: '24px 40px',
    padding: '18px 20px',
    overflowY: 'auto',
    flexGrow: 1,
    minHeight: 0,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    '@media (max-width: 1100px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
    [tiny]: { padding: '10px 12px', overflowY: 'visible' },
  },
  column: { display: 'flex', flexDirection: 'column', gap: '24px', minWidth: 0 },
  whole: { gridColumnStart: 1, gridColumnEnd: -1 },
  foot: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '8px 12px',
    padding: '12px 20px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    flexShrink: 0,
  },
  outcome: { flexGrow: 1, flexBasis: '100%' },
});
