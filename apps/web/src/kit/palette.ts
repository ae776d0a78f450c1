/** Every colour of the screens, as sRGB hex. Pairs that stand on one another are listed with the contrast they must keep. */
export type Palette = Record<(typeof names)[number], string>;

const names = [
  'bg',
  'surface',
  'raised',
  'sunken',
  'line',
  'edge',
  'text',
  'dim',
  'brand',
  'brand-hover',
  'on-brand',
  'brand-soft',
  'brand-text',
  'danger',
  'danger-hover',
  'on-danger',
  'accent',
  'panel',
  'panel-line',
  'on-panel',
  'on-panel-dim',
  'neutral',
  'neutral-soft',
  'good',
  'good-soft',
  'warn',
  'warn-soft',
  'bad',
  'bad-soft',
  'info',
  'info-soft',
] as const;
export type ColorName = (typeof names)[number];

export const light: Palette = {
  bg: '#f6f7f4',
  surface: '#ffffff',
  raised: '#ffffff',
  sunken: '#eef0ec',
  line: '#dfe3dd',
  edge: '#7d8a83',
  text: '#18221e',
  dim: '#56635d',
  brand: '#0d6554',
  'brand-hover': '#0a5245',
  'on-brand': '#ffffff',
  'brand-soft': '#e2f0eb',
  'brand-text': '#0b5b4b',
  danger: '#b3261e',
  'danger-hover': '#961d17',
  'on-danger': '#ffffff',
  accent: '#c48a1b',
  panel: '#0c4a3e',
  'panel-line': '#2b7263',
  'on-panel': '#f3f8f6',
  'on-panel-dim': '#b5d3ca',
  neutral: '#47534d',
  'neutral-soft': '#eaedea',
  good: '#1a5f37',
  'good-soft': '#dff1e5',
  warn: '#764804',
  'warn-soft': '#fbeed2',
  bad: '#99231d',
  'bad-soft': '#fce6e3',
  info: '#1b4f75',
  'info-soft': '#e1eef8',
};

export const dark: Palette = {
  bg: '#0f1513',
  surface: '#161e1b',
  raised: '#1c2622',
  sunken: '#0b100e',
  line: '#2a3631',
  edge: '#6c7b74',
  text: '#e6ece9',
  dim: '#9dada5',
  brand: '#127562',
  'brand-hover': '#0f6757',
  'on-brand': '#ffffff',
  'brand-soft': '#143029',
  'brand-text': '#6fd3b9',
  danger: '#bf3229',
  'danger-hover': '#a92a22',
  'on-danger': '#ffffff',
  accent: '#e2b04c',
  panel: '#0a2720',
  'panel-line': '#1f5346',
  'on-panel': '#eaf3f0',
  'on-panel-dim': '#9fc2b8',
  neutral: '#bcc8c2',
  'neutral-soft': '#26312c',
  good: '#8bdaa6',
  'good-soft': '#15311f',
  warn: '#f0c67c',
  'warn-soft': '#372a10',
  bad: '#f7aaa2',
  'bad-soft': '#3f1d1a',
  info: '#9acdf0',
  'info-soft': '#132c3e',
};

type Pair = { over: ColorName; on: ColorName; least: number };

const TEXT = 4.5;
const SHAPE = 3;

/** Text needs 4.5 : 1, what shows the shape of a control or a focus ring 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11). */
export const pairs: readonly Pair[] = [
  ...(['text', 'dim', 'brand-text', 'bad'] as const).flatMap((over) =>
    (['bg', 'surface', 'raised', 'sunken'] as const).map((on) => ({ over, on, least: TEXT })),
  ),
  { over: 'text', on: 'brand-soft', least: TEXT },
  { over: 'brand-text', on: 'brand-soft', least: TEXT },
  { over: 'dim', on: 'brand-soft', least: TEXT },
  { over: 'on-brand', on: 'brand', least: TEXT },
  { over: 'on-brand', on: 'brand-hover', least: TEXT },
  { over: 'on-danger', on: 'danger', least: TEXT },
  { over: 'on-danger', on: 'danger-hover', least: TEXT },
  { over: 'on-panel', on: 'panel', least: TEXT },
  { over: 'on-panel-dim', on: 'panel', least: TEXT },
  { over: 'neutral', on: 'neutral-soft', least: TEXT },
  { over: 'good', on: 'good-soft', least: TEXT },
  { over: 'warn', on: 'warn-soft', least: TEXT },
  { over: 'bad', on: 'bad-soft', least: TEXT },
  { over: 'info', on: 'info-soft', least: TEXT },
  { over: 'edge', on: 'bg', least: SHAPE },
  { over: 'edge', on: 'surface', least: SHAPE },
  { over: 'edge', on: 'raised', least: SHAPE },
  { over: 'brand-text', on: 'bg', least: SHAPE },
];

/** The contrast of two sRGB colours as WCAG 2.2 defines it, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dimmer = 0, brighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (brighter + 0.05) / (dimmer + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The palette as CSS custom properties: `--lk-bg` and so on. */
export function variablesOf(palette: Palette): Record<string, string> {
  return Object.fromEntries(Object.entries(palette).map(([name, value]) => [`--lk-${name}`, value]));
}
