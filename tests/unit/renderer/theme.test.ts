import { describe, expect, it } from 'vitest';
import { type AppTheme, contrastTheme, darkTheme, lightTheme } from '../../../src/renderer/ui/theme.js';

/** WCAG 2.1, relative luminance. */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

/** Words of the pages on the grounds that they stand on, under the pointer and chosen too. */
const grounds = [
  'colorNeutralBackground1',
  'colorNeutralBackground1Hover',
  'colorNeutralBackground1Selected',
  'colorNeutralBackground2',
  'colorNeutralBackground3',
  'colorSubtleBackgroundHover',
] as const;
const words = [
  'colorNeutralForeground1',
  'colorNeutralForeground2',
  'colorBrandForeground1',
  'colorBrandForegroundLink',
  'colorStatusSuccessForeground1',
  'colorStatusWarningForeground1',
  'colorStatusDangerForeground1',
] as const;
const pairs = [
  ...grounds
    .filter((ground) => ground !== 'colorSubtleBackgroundHover')
    .flatMap((ground) => words.map((word) => [word, ground] as const)),
  ['colorNeutralForeground2Hover', 'colorSubtleBackgroundHover'],
  ['colorStatusSuccessForeground1', 'colorStatusSuccessBackground1'],
  ['colorStatusWarningForeground1', 'colorStatusWarningBackground1'],
  ['colorStatusWarningForeground3', 'colorNeutralBackground1'],
  ['colorStatusDangerForeground1', 'colorStatusDangerBackground1'],
  ['colorBrandForeground1', 'colorBrandBackground2'],
  ['colorNeutralForegroundOnBrand', 'colorBrandBackground'],
  ['colorNeutralForegroundOnBrand', 'colorBrandBackgroundHover'],
  ['railText', 'railBackground'],
  ['railText', 'railBackgroundHover'],
  ['railTextActive', 'railBackgroundActive'],
] as const;

const themes: readonly (readonly [string, AppTheme, number])[] = [
  ['light', lightTheme, 4.5],
  ['dark', darkTheme, 4.5],
  ['high contrast', contrastTheme, 7],
];

describe.each(themes)('the %s theme', (_, theme, least) => {
  it.each(pairs)('lets %s be read on %s', (word, ground) => {
    expect(contrast(theme[word], theme[ground])).toBeGreaterThanOrEqual(least);
  });

  it('tells valid, undecided and invalid by three colours: green, yellow, red', () => {
    /** Degrees, red 0, green 120; -180 to 180. */
    const hue = (colour: string): number => {
      const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
      return (Math.atan2(Math.sqrt(3) * (green - blue), 2 * red - green - blue) * 180) / Math.PI;
    };
    const name = (degrees: number): string => {
      if (Math.abs(degrees) < 15) return 'red';
      if (degrees < 75) return 'yellow';
      return degrees < 160 ? 'green' : 'other';
    };
    expect(
      [
        theme.colorStatusSuccessForeground1,
        theme.colorStatusWarningForeground1,
        theme.colorStatusDangerForeground1,
      ].map((colour) => name(hue(colour))),
    ).toEqual(['green', 'yellow', 'red']);
  });
});
