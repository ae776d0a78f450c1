import { Outlet } from '@tanstack/react-router';
import { Proofs } from './Proofs.tsx';

/** What stands around every page within the router. */
export function Root() {
  return (
    <>
      <Outlet />
      <Proofs />
    </>
  );
}
