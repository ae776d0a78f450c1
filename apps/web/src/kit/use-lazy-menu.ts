import { useRef, useState } from 'react';

/**
 * A menu whose content is loaded when somebody reaches for its button. Until `isWanted` only the button is drawn; then the menu around it,
 * which calls `onReady` when it stands.
 */
export function useLazyMenu() {
  const [isWanted, setWanted] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLButtonElement>(null);
  return {
    isWanted,
    isOpen,
    setOpen,
    place,
    onClick: () => (isWanted ? setOpen(!isOpen) : setWanted(true)),
    onReady: () => {
      // The button has moved into the menu that came; without its focus the menu could not give it back.
      place.current?.focus();
      setOpen(true);
    },
  };
}
