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

export const lightTheme: Theme = { ...createLightTheme(brand), ...type };

export const darkTheme: Theme = {
  ...createDarkTheme(brand),
  ...type,
  // The stock dark warning is a loud orange; "chưa xác định" is everyday news here.
  colorStatusWarningBackground1: '#33240f',
  colorStatusWarningBorder1: '#8a6425',
  // The stock red and the link blue have less than 4.5 : 1 on the dark card (WCAG 2.1 1.4.3).
  colorStatusDangerForeground1: '#f1959d',
  colorBrandForegroundLink: brand[120],
  colorBrandForegroundLinkHover: brand[130],
  colorBrandForeground1: brand[120],
  colorBrandForeground2: brand[130],
};

/** The navigation rail is navy in both themes. */
export const railColors = {
  background: brand[40],
  backgroundHover: brand[60],
  backgroundActive: brand[80],
  text: '#ffffff',
  mark: '#f6c945',
} as const;
