/** A picture of a seal or a signature, at its size on paper, on a checkered ground that shows where it is transparent. */
import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { DeleteRegular, ImageAddRegular } from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestOf } from '../../contracts/ipc.js';
import { useSentence } from '../i18n/index.js';
import { call, sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { type DraftImage, freshImage, millimetres, narrowestMm, widestMm, widthFits } from './presets-rules.js';

const useStyles = makeStyles({
  part: { display: 'flex', flexDirection: 'column', gap: '8px', minWidth: 0 },
  shown: { display: 'flex', flexWrap: 'wrap', gap: '12px', alignItems: 'flex-end' },
  ground: {
    display: 'flex',
    padding: '8px',
    maxWidth: '100%',
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    // Paper stays white in every theme.
    background: 'repeating-conic-gradient(#dcdcdc 0% 25%, #ffffff 0% 50%) 0 0 / 12px 12px',
  },
  picture: { display: 'block', maxWidth: '100%' },
  facts: { display: 'flex', flexDirection: 'column', gap: '6px', minWidth: '150px' },
  width: { width: '150px', '& .fui-Input': { minWidth: 0 } },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  actions: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
  remarks: { margin: 0, paddingInlineStart: '18px' },
});

interface PresetsImageProps {
  readonly use: RequestOf<'presets:choose-image'>;
  /** What the picture is of, for screen readers. */
  readonly name: string;
  readonly image: DraftImage | null;
  readonly onChange: (image: DraftImage | null) => void;
}

export function PresetsImage({ use, name, image, onChange }: PresetsImageProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  /** Height over width, once the picture is there. */
  const [ratio, setRatio] = useState<number | null>(null);
  const choose = useMutation({
    mutationFn: () => call('presets:choose-image', use),
    onSuccess: (chosen) => {
      if (chosen) onChange(freshImage(chosen.image));
    },
  });
  const remarks = choose.data?.remarks ?? [];
  const width = image && millimetres(image.width);
  return (
    <div className={styles.part}>
      {image && (
        <div className={styles.shown}>
          <div className={styles.ground}>
            <img
              className={styles.picture}
              style={{ width: `${Math.min(width ?? narrowestMm, widestMm)}mm` }}
              src={`data:image/png;base64,${image.pngBase64}`}
              alt={t('presets.imageAlt', { name })}
              onLoad={({ currentTarget }) => setRatio(currentTarget.naturalHeight / currentTarget.naturalWidth)}
            />
          </div>
          <div className={styles.facts}>
            <Field
              label={t('presets.imageWidth')}
              className={styles.width}
              {...(!widthFits(image) && {
                validationState: 'error',
                validationMessage: t('presets.imageWidthWrong', { least: narrowestMm, most: widestMm }),
              })}
            >
              <Input
                value={image.width}
                inputMode="decimal"
                maxLength={6}
                contentAfter="mm"
                aria-label={t('presets.imageWidthOf', { name })}
                onChange={(_, { value }) => onChange({ ...image, width: value })}
              />
            </Field>
            {width !== null && ratio !== null && (
              <span className={styles.minor}>
                {t('presets.imageSize', { width: round(width), height: round(width * ratio) })}
              </span>
            )}
          </div>
        </div>
      )}
      <div className={styles.actions}>
        <Button icon={<ImageAddRegular />} disabled={choose.isPending} onClick={() => choose.mutate()}>
          {t(image ? 'presets.imageOther' : 'presets.imageChoose', { name })}
        </Button>
        {image && (
          <Button
            appearance="subtle"
            icon={<DeleteRegular />}
            aria-label={t('presets.imageRemoveOf', { name })}
            onClick={() => {
              choose.reset();
              onChange(null);
            }}
          >
            {t('presets.imageRemove')}
          </Button>
        )}
      </div>
      {choose.error && <Notice intent="error">{sentence(sentenceOf(choose.error))}</Notice>}
      {image && remarks.length > 0 && (
        <Notice intent="warning" title={t('presets.imageRemarks')}>
          <ul className={styles.remarks}>
            {remarks.map((remark) => (
              <li key={remark.code}>
                {sentence(remark)} ({remark.clause})
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}

const round = (mm: number): string => String(Math.round(mm * 10) / 10).replace('.', ',');
