import css from './Logo.module.css';

/** The mark: a key standing upright on a door plate. */
function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect className={css.plate} width="32" height="32" rx="8" />
      <path
        className={css.key}
        d="M16 5.500a6.600 6.600 0 0 0-2.600 12.670V25a1.600 1.600 0 0 0 .47 1.130l1.400 1.400a1.030 1.030 0 0 0 1.460 0l2.300-2.300a1 1 0 0 0 0-1.420l-1.530-1.530 1.530-1.530a1 1 0 0 0 0-1.420l-.63-.63v-.53A6.600 6.600 0 0 0 16 5.500Z"
      />
      <circle className={css.hole} cx="16" cy="10.600" r="2.200" />
    </svg>
  );
}

/** The mark with the name beside it. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <span className={css.logo}>
      <Mark size={size} />
      <span className={css.word}>latchkey</span>
    </span>
  );
}
