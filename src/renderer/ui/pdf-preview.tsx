/** A document as it looks: one page at a time, with page, zoom and width controls. */
import { Button, Input, makeStyles, Spinner, Text, Toolbar, Tooltip, tokens } from '@fluentui/react-components';
import {
  AutoFitWidthRegular,
  ChevronLeftRegular,
  ChevronRightRegular,
  ZoomInRegular,
  ZoomOutRegular,
} from '@fluentui/react-icons';
import { type ReactElement, type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type OpenPdf, openPdf, type PdfSource } from './pdf.js';
import { PdfPage, type Sheet, type Zoom } from './pdf-page.js';
import { low } from './tiny.js';

const useStyles = makeStyles({
  frame: { display: 'flex', flexDirection: 'column', minHeight: 0, flexGrow: 1, minWidth: 0 },
  bar: {
    flexWrap: 'wrap',
    justifyContent: 'center',
    gap: '2px',
    padding: '4px 8px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    flexShrink: 0,
    [low]: { paddingBlock: 0 },
  },
  group: { display: 'flex', alignItems: 'center', gap: '4px' },
  gap: { width: '12px' },
  pageBox: { width: '56px' },
  percent: { minWidth: '52px', textAlign: 'center', color: tokens.colorNeutralForeground2 },
  room: {
    flexGrow: 1,
    minHeight: 0,
    overflow: 'auto',
    padding: '12px',
    backgroundColor: tokens.colorNeutralBackground4,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  message: { display: 'grid', placeItems: 'center', height: '100%', padding: '24px', textAlign: 'center' },
});

const zoomSteps = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3];
const padding = 24;

/**
 * Inner width of an element in CSS pixels, followed as it changes; a scroll bar that comes and goes is left out. While its
 * page is hidden it has none and keeps the one it had: what is being drawn is drawn when the person comes back.
 */
const useRoom = () => {
  const element = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = (): void => {
      if (target.offsetWidth > 0) setRoom(Math.max(0, target.offsetWidth - padding - 16));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, []);
  return { element, room };
};

type Opening =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly pdf: OpenPdf; readonly end: number | undefined }
  | { readonly kind: 'failed' };

/** Opens the document of this id; until another revision of it is open the one before stays in sight. */
const useOpenPdf = ({ id, end, password }: PdfSource): [Opening, () => void] => {
  const [state, setState] = useState<Opening>({ kind: 'opening' });
  useEffect(() => {
    const abort = new AbortController();
    openPdf({ id, end, password }, abort.signal).then(
      (pdf) => (abort.signal.aborted ? pdf.close() : setState({ kind: 'open', pdf, end })),
      () => !abort.signal.aborted && setState({ kind: 'failed' }),
    );
    return () => abort.abort();
  }, [id, end, password]);
  const pdf = state.kind === 'open' ? state.pdf : null;
  useEffect(() => () => pdf?.close(), [pdf]);
  return [state, useCallback(() => setState({ kind: 'failed' }), [])];
};

function Tool({
  label,
  icon,
  disabled,
  onClick,
}: {
  label: string;
  icon: ReactElement;
  disabled?: boolean;
  onClick: () => void;
}) {
  return (
    <Tooltip content={label} relationship="label">
      <Button appearance="subtle" icon={icon} disabledFocusable={disabled ?? false} onClick={onClick} />
    </Tooltip>
  );
}

interface PdfPreviewProps {
  readonly documentId: string;
  readonly name: string;
  /** Of an encrypted document. */
  readonly password?: string | undefined;
  /** Shows the document as it was signed; see {@link PdfSource}. */
  readonly end?: number | undefined;
  /** Where another part of the page decides, too, which page is shown. */
  readonly page?: number;
  readonly onPage?: (page: number) => void;
  /** The person is told that no page can be shown. */
  readonly onFailed?: () => void;
  /** What lies over the page. */
  readonly overlay?: (shown: ShownSheet) => ReactNode;
}

/** A page in sight, and the revision that it is of. */
export interface ShownSheet extends Sheet {
  readonly end: number | undefined;
}

/** Give it the document's id as its key: page and zoom belong to one document. */
export function PdfPreview({ documentId, name, password, end, onFailed, overlay, ...chosen }: PdfPreviewProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { element, room } = useRoom();
  const [state, fail] = useOpenPdf({ id: documentId, end, password });
  const [ownPage, setOwnPage] = useState(1);
  const [zoom, setZoom] = useState<Zoom>('fit');
  const [scale, setScale] = useState(1);
  useEffect(() => {
    if (state.kind === 'failed') onFailed?.();
  }, [state.kind, onFailed]);
  const total = state.kind === 'open' ? state.pdf.document.numPages : 1;
  // An earlier revision may have fewer pages.
  const page = Math.min(chosen.page ?? ownPage, total);
  const setPage = chosen.onPage ?? setOwnPage;

  const go = (to: number): void => {
    if (Number.isInteger(to) && to >= 1 && to <= total) {
      setPage(to);
      element.current?.scrollTo({ top: 0 });
    }
  };
  const larger = zoomSteps.find((step) => step > scale + 0.01);
  const smaller = zoomSteps.filter((step) => step < scale - 0.01).at(-1);

  return (
    <div className={styles.frame}>
      <Toolbar className={styles.bar} aria-label={t('preview.toolbar')}>
        <div className={styles.group}>
          <Tool
            label={t('preview.previous')}
            icon={<ChevronLeftRegular />}
            disabled={page <= 1}
            onClick={() => go(page - 1)}
          />
          <Input
            className={styles.pageBox}
            size="small"
            type="number"
            min={1}
            max={total}
            aria-label={t('preview.page')}
            value={String(page)}
            onChange={(_, { value }) => go(Number(value))}
          />
          <Text>{t('preview.ofPages', { total })}</Text>
          <Tool
            label={t('preview.next')}
            icon={<ChevronRightRegular />}
            disabled={page >= total}
            onClick={() => go(page + 1)}
          />
        </div>
        <div className={styles.gap} />
        <div className={styles.group}>
          <Tool
            label={t('preview.zoomOut')}
            icon={<ZoomOutRegular />}
            disabled={smaller === undefined}
            onClick={() => smaller && setZoom(smaller)}
          />
          <Text className={styles.percent} aria-label={t('preview.zoom', { percent: Math.round(scale * 100) })}>
            {Math.round(scale * 100)}%
          </Text>
          <Tool
            label={t('preview.zoomIn')}
            icon={<ZoomInRegular />}
            disabled={larger === undefined}
            onClick={() => larger && setZoom(larger)}
          />
          <Tool label={t('preview.fitWidth')} icon={<AutoFitWidthRegular />} onClick={() => setZoom('fit')} />
        </div>
      </Toolbar>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <div ref={element} className={styles.room} tabIndex={0} role="region" aria-label={t('preview.title')}>
        {state.kind === 'opening' && <Spinner className={styles.message} label={t('preview.loading')} />}
        {state.kind === 'failed' && (
          <div className={styles.message} role="alert">
            {t('preview.failed')}
          </div>
        )}
        {state.kind === 'open' && (
          <PdfPage
            document={state.pdf.document}
            name={name}
            page={page}
            zoom={zoom}
            room={room}
            onScale={setScale}
            onError={fail}
            {...(overlay && { overlay: (sheet: Sheet) => overlay({ ...sheet, end: state.end }) })}
          />
        )}
      </div>
    </div>
  );
}
