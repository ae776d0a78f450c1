import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Drawer.layer.css';
import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFocusBack } from './focus-back.ts';
import { Logo } from './Logo.tsx';
import { useSay } from './sentence.ts';

/** The left menu where the screen is too narrow to have it always; loaded when somebody opens it. */
export function NavDrawer({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const say = useSay();
  useFocusBack();
  return (
    <Drawer
      opened
      onClose={onClose}
      size={280}
      title={<Logo />}
      // The header of a dialog is not the banner of the page.
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': say('kit.close') }}
      transitionProps={{ duration: 140 }}
    >
      {children}
    </Drawer>
  );
}
