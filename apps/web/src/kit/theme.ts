import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorSchemeManager,
  type MantineColorsTuple,
} from '@mantine/core';
import { dark, light, variablesOf } from './palette.ts';
import { recall, remember } from './storage.ts';

const pine: MantineColorsTuple = [
  '#eaf5f1',
  '#d3e8e1',
  '#a5d2c5',
  '#74bba7',
  '#4da88e',
  '#2f8f77',
  dark.brand,
  light.brand,
  '#0a5245',
  '#063b32',
];
const red: MantineColorsTuple = [
  '#fdeceb',
  '#f8d5d2',
  '#f0a8a3',
  '#e87a72',
  '#dd5850',
  '#cf4239',
  dark.danger,
  light.danger,
  '#961d17',
  '#741610',
];
const night: MantineColorsTuple = [
  dark.text,
  '#c4cfca',
  dark.dim,
  dark.edge,
  '#3a4843',
  dark.line,
  dark.raised,
  dark.bg,
  dark.sunken,
  '#080c0a',
];
const stone: MantineColorsTuple = [
  light.bg,
  light.sunken,
  '#e6e9e4',
  light.line,
  '#c3cbc5',
  '#a3aea8',
  light.edge,
  light.dim,
  '#3a4742',
  light.text,
];

/** Mantine in our colours, sizes and manners. */
export const theme = createTheme({
  colors: { pine, red, dark: night, gray: stone },
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  white: '#ffffff',
  black: light.text,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'Liberation Mono', monospace",
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: { fontWeight: '650' },
});

const fixes = (palette: typeof light) => ({
  ...variablesOf(palette),
  '--mantine-color-body': palette.surface,
  '--mantine-color-text': palette.text,
  '--mantine-color-dimmed': palette.dim,
  '--mantine-color-placeholder': palette.dim,
  '--mantine-color-error': palette.bad,
  '--mantine-color-anchor': palette['brand-text'],
  '--mantine-color-default': palette.surface,
  '--mantine-color-default-hover': palette.sunken,
  '--mantine-color-default-border': palette.edge,
  '--input-asterisk-color': palette.bad,
});

/** What Mantine ships too pale is replaced here; the pairs are proven in the test of the palette. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: fixes(light),
  dark: fixes(dark),
});

/** Where the chosen scheme is remembered; the script of the first paint reads the same place. */
export const schemeManager: MantineColorSchemeManager = {
  get: (otherwise) => {
    const chosen = recall('latchkey.scheme');
    return chosen === 'light' || chosen === 'dark' || chosen === 'auto' ? chosen : otherwise;
  },
  set: (scheme) => remember('latchkey.scheme', scheme),
  subscribe: () => {},
  unsubscribe: () => {},
  clear: () => {},
};

/** The nonce of this response, which lets our own style elements through the content security policy. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}
