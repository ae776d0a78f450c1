import type { EndReason } from '@latchkey/wire/host-session';
import { watchClipboard } from './clipboard.ts';
import type { Host } from './host.ts';
import { type Invitation, type Serving, serveSession } from './serve.ts';

/** The sessions at this computer. */
export type Sessions = {
  /** Somebody wants in, or is asked for again. */
  begin: (told: Invitation) => void;
  rejoin: (told: { session_id: string; url: string; ticket: string }) => void;
  end: (sessionId: string, reason: EndReason) => void;
  /** Ends those of grants that are over. */
  endOfGrants: (grantIds: readonly string[]) => void;
  endAll: (reason: EndReason) => number;
  /** Who is in: whose screen was opened. */
  present: () => { name: string; control: boolean }[];
  stop: () => void;
};

/** Keeps the sessions, tells each who else is in, and carries the clipboard of the desktop to those who may read it. */
export function keepSessions(host: Host, changed: () => void): Sessions {
  const all = new Map<string, Serving>();
  const opened = (): Serving[] => [...all.values()].filter((one) => one.hasOpened());
  const present = (): { name: string; control: boolean }[] =>
    opened().map((one) => ({ name: one.person.name, control: one.isControlling() }));
  const clipboard = watchClipboard(
    host.source,
    () => [...all.values()].some((one) => one.mayReadClipboard()),
    (text) => {
      for (const one of all.values()) if (one.mayReadClipboard()) one.feed({ is: 'clipboard', text });
    },
  );
  const tellAll = (): void => {
    const people = present();
    for (const one of opened()) one.feed({ is: 'people', people });
    changed();
  };
  const end = (sessionId: string, reason: EndReason): void => all.get(sessionId)?.feed({ is: 'end', reason });
  return {
    begin(told) {
      const known = all.get(told.session_id);
      // Nobody had joined with the ticket before: another comes in its place.
      if (known) return known.feed({ is: 'invited', url: told.url, ticket: told.ticket });
      const serving = serveSession(host, told, {
        changed: tellAll,
        pasted: (text) => clipboard.pasted(text),
        over() {
          all.delete(told.session_id);
          tellAll();
        },
      });
      all.set(told.session_id, serving);
    },
    rejoin({ session_id, url, ticket }) {
      const known = all.get(session_id);
      // It ended here, or with an agent that ran before this one: nobody needs to wait for it.
      if (!known) host.say({ t: 'ended', session_id, reason: 'lost' });
      known?.feed({ is: 'invited', url, ticket });
    },
    end,
    endOfGrants(grantIds) {
      for (const one of all.values()) if (grantIds.includes(one.grant_id)) end(one.session_id, 'revoked');
    },
    endAll(reason) {
      const ids = [...all.keys()];
      for (const id of ids) end(id, reason);
      return ids.length;
    },
    present,
    stop: () => clipboard.stop(),
  };
}
