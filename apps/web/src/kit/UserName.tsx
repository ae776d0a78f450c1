import css from './Layout.module.css';

/** Tells a password manager whose password is being set; nobody else sees it. */
export function UserName({ email }: { email: string }) {
  return (
    <input
      className={css.hidden}
      type="email"
      autoComplete="username"
      value={email}
      readOnly
      tabIndex={-1}
      aria-hidden
    />
  );
}
