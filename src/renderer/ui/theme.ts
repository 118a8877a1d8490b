import { type BrandVariants, createDarkTheme, createLightTheme, type Theme } from '@fluentui/react-components';

/** A deep, quiet blue; white text on step 80 has a contrast of 5.9 : 1. */
const brand: BrandVariants = {
  10: '#020814',
  20: '#0a1a30',
  30: '#0b2a52',
  40: '#0c3669',
  50: '#0e427f',
  60: '#124e94',
  70: '#1859a6',
  80: '#1f65b6',
  90: '#3576c3',
  100: '#4d86cd',
  110: '#6497d6',
  120: '#7ca8de',
  130: '#95bae6',
  140: '#afcbed',
  150: '#caddf4',
  160: '#e5effa',
};

/** Vietnamese letters carry two marks one over the other: a little larger, with more room between lines. */
const type: Partial<Theme> = {
  fontFamilyBase: '"Segoe UI", "Noto Sans", sans-serif',
  fontSizeBase200: '13px',
  lineHeightBase200: '19px',
  fontSizeBase300: '15px',
  lineHeightBase300: '22px',
  fontSizeBase400: '17px',
  lineHeightBase400: '24px',
};

/** The navigation rail is navy in the light and in the dark theme. */
const rail = {
  railBackground: brand[40],
  railBackgroundHover: brand[60],
  railBackgroundActive: brand[80],
  railText: '#ffffff',
  railTextActive: '#ffffff',
  railLine: '#56739a',
} as const;

export type AppTheme = Theme & { readonly [name in keyof typeof rail]: string };

export const lightTheme: AppTheme = {
  ...createLightTheme(brand),
  ...type,
  ...rail,
  // The stock orange has 4.2 : 1 on a chosen row.
  colorStatusWarningForeground1: '#a9430a',
};

export const darkTheme: AppTheme = {
  ...createDarkTheme(brand),
  ...type,
  ...rail,
  // The stock dark warning is a loud orange; "chưa xác định" is everyday news here.
  colorStatusWarningBackground1: '#33240f',
  colorStatusWarningBorder1: '#8a6425',
  // The stock red and the link blue have less than 4.5 : 1 on the dark card (WCAG 2.1 1.4.3).
  colorStatusDangerForeground1: '#f1959d',
  // Nor have these on a row under the pointer.
  colorStatusSuccessForeground1: '#6cc06c',
  colorBrandForegroundLink: brand[130],
  colorBrandForegroundLinkHover: brand[140],
  colorBrandForeground1: brand[130],
  colorBrandForeground2: brand[140],
};

const [black, white, lifted, cyan, yellow] = ['#000000', '#ffffff', '#242424', '#4de6ff', '#ffe94d'];

/**
 * What a token becomes in high contrast, by its name; the first rule that fits counts. Fluent's own high contrast theme
 * turns every ground bright under the pointer, which words of ours that keep their colour do not survive.
 */
const contrastRules: readonly (readonly [RegExp, string])[] = [
  [/^colorNeutralForeground(Inverted)?Disabled/, '#b8b8b8'],
  [/^colorNeutral(Stroke|StrokeInverted)Disabled/, '#b8b8b8'],
  [/^color(NeutralForegroundOnBrand|NeutralForegroundInverted)/, black],
  [/^colorNeutralForeground1Static/, black],
  [/^color(NeutralForeground\d|BrandForeground|CompoundBrandForeground).*(Link|Brand)/, cyan],
  [/^colorNeutralForeground/, white],
  [/^color(BrandForegroundLink|BrandForeground1|BrandForeground2|CompoundBrandForeground)/, cyan],
  [/^color(CompoundBrandBackground|BrandBackground)(Hover|Pressed|Selected)$/, white],
  [/^color(CompoundBrandBackground|BrandBackground)$/, cyan],
  [/^colorBrandBackground2/, black],
  [/^color(NeutralBackground\d|SubtleBackground)(Hover|Pressed|Selected)$/, lifted],
  [/^colorNeutralBackground(\d|Disabled)/, black],
  [/^color(CompoundBrandStroke|BrandStroke|StrokeFocus2|NeutralStrokeAccessible(Hover|Pressed|Selected))/, cyan],
  [/^colorStrokeFocus1/, black],
  [/^colorNeutralStrokeOnBrand/, black],
  [/^colorNeutralStroke(\d|Accessible|Subtle)/, white],
  [/^colorTransparentStroke(Interactive)?$/, white],
  [/^colorStatus(Success|Warning|Danger)Background[12]/, black],
  [/^colorStatusSuccess(Foreground|Border)/, '#5cf26b'],
  [/^colorStatusWarning(Foreground|Border)/, yellow],
  [/^colorStatusDanger(Foreground|Border)/, '#ff9a9a'],
  [/^colorPaletteRed(Foreground1|Foreground3|Border2)/, '#ff9a9a'],
];

const inContrast = (theme: Theme): Theme => {
  const told = (name: string): string | undefined => contrastRules.find(([names]) => names.test(name))?.[1];
  return {
    ...theme,
    ...Object.fromEntries(
      Object.keys(theme)
        .flatMap((name) => [[name, told(name)]])
        .filter(([, value]) => value),
    ),
  };
};

export const contrastTheme: AppTheme = {
  ...inContrast(darkTheme),
  railBackground: black,
  railBackgroundHover: lifted,
  railBackgroundActive: cyan,
  railText: white,
  railTextActive: black,
  railLine: white,
};

/** Of the rail in the theme that is in force. */
export const railColors = {
  background: 'var(--railBackground)',
  backgroundHover: 'var(--railBackgroundHover)',
  backgroundActive: 'var(--railBackgroundActive)',
  text: 'var(--railText)',
  textActive: 'var(--railTextActive)',
  line: 'var(--railLine)',
  mark: '#f6c945',
} as const;
