import css from './EntryFrame.module.css';

const rings = [62, 92, 128, 170, 218, 272, 332, 398];
const ticks = Array.from({ length: 48 }, (_, at) => at * 7.5);

/** The picture of the entry pages: light through the keyhole of a lock plate. */
export function Keyhole() {
  return (
    <svg className={css.picture} viewBox="0 0 480 480" aria-hidden="true" focusable="false">
      <linearGradient id="light" x1="0" y1="0" x2="0" y2="1">
        <stop className={css.beam} offset="0" stopOpacity="0.34" />
        <stop className={css.beam} offset="0.75" stopOpacity="0" />
      </linearGradient>
      {rings.map((radius, at) => (
        <circle key={radius} className={css.ring} cx="240" cy="240" r={radius} opacity={1 - at * 0.11} />
      ))}
      {ticks.map((angle) => (
        <path key={angle} className={css.tick} d="M240 148v-8" transform={`rotate(${angle} 240 240)`} />
      ))}
      <path className={css.light} d="M229 268 84 720h312L251 268Z" />
      <circle className={css.plate} cx="240" cy="240" r="50" />
      <path className={css.light} d="M229 268 212 320h56L251 268Z" opacity="0.6" />
      <path className={css.hole} d="M240 208a18 18 0 0 0-8.400 33.900L224 276h32l-7.600-34.100A18 18 0 0 0 240 208Z" />
    </svg>
  );
}
