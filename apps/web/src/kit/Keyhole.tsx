import css from './EntryFrame.module.css';

const rings = [54, 84, 118, 156, 198, 244, 294];

/** The picture of the entry pages: light through a keyhole. */
export function Keyhole() {
  return (
    <svg className={css.picture} viewBox="0 0 480 480" aria-hidden="true" focusable="false">
      {rings.map((radius) => (
        <circle key={radius} className={css.ring} cx="240" cy="240" r={radius} />
      ))}
      <path className={css.light} d="M226 262 120 600h240L254 262Z" />
      <circle className={css.plate} cx="240" cy="240" r="54" />
      <path className={css.hole} d="M240 208a18 18 0 0 0-8.400 33.900L224 274h32l-7.600-32.100A18 18 0 0 0 240 208Z" />
    </svg>
  );
}
