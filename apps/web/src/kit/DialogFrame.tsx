import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import css from './Dialog.module.css';
import { useFocusBack } from './focus-back.ts';
import { useIsOnTop } from './on-top.ts';
import { useSay } from './sentence.ts';

type FrameProps = { title: string; wide?: boolean; onClose: () => void; children: ReactNode };

/** The frame of an open dialog. */
export function DialogFrame({ title, wide = false, onClose, children }: FrameProps) {
  const say = useSay();
  useFocusBack();
  // One dialog may open over another: only the upper one hears Escape.
  const isOnTop = useIsOnTop();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={wide ? 'xl' : 'md'}
      centered
      closeOnEscape={isOnTop}
      classNames={{ title: css.title ?? '', content: css.content ?? '' }}
      // The header of a dialog is not the banner of the page.
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': say('kit.close') }}
      transitionProps={{ duration: 120 }}
    >
      {children}
    </Modal>
  );
}
