import {
  clipboardParts,
  gathered,
  readViewerControl,
  writeControl,
  type HostControl,
  type ViewerControl,
} from './control.ts';
import { uuidOf } from './bytes.ts';
import { mayControl, type EndReason, type HostEffect, type HostSession, type Live } from './host-session-state.ts';
import {
  CONTROL,
  isRecordSized,
  KEEP_ALIVE,
  MAX_RECORDS,
  nonceOf,
  plainOf,
  readPlain,
  SCREEN,
  screenParts,
  type RecordType,
} from './record.ts';

/** Seals a record of the live socket; without one it is nobody's. */
export function sendRecord(session: HostSession, type: RecordType, payload: Uint8Array, now: number): HostEffect[] {
  const { live, crypto } = session;
  if (!live) return [];
  if (live.sent >= MAX_RECORDS) return loseLive(session);
  const bytes = crypto.seal(live.keys.outgoing, nonceOf(live.sent), plainOf(type, payload));
  live.sent++;
  live.lastSent = now;
  return [{ do: 'send', socket: live.socket, bytes }];
}

/** Sends a control message to the viewer, if one is there. */
export function tell(session: HostSession, message: HostControl, now: number): HostEffect[] {
  return session.live ? sendRecord(session, CONTROL, writeControl(message), now) : [];
}

/** Lets go of the live socket; the session may come back. What the person held pressed is released with the VNC connection. */
export function loseLive(session: HostSession): HostEffect[] {
  const { live } = session;
  if (!live) return [];
  session.live = undefined;
  session.clipboard = '';
  const { socket, hasScreen } = live;
  return [...(hasScreen ? [{ do: 'close-screen', socket } as const] : []), { do: 'close', socket }];
}

/** Ends the session for good: R and the keys are gone, the viewer hears the reason, what is charged and unconfirmed has failed. */
export function endSession(session: HostSession, reason: EndReason, now: number): HostEffect[] {
  const told = tell(session, { t: 'ended', reason }, now);
  return [...told, ...loseLive(session), ...leave(session), { do: 'ended', reason }];
}

/** Forgets everything of a session that is over, apart from what it ends with. */
export function leave(session: HostSession): HostEffect[] {
  const dropped = dropJoining(session);
  session.isOver = true;
  session.isCodeHonoured = false;
  session.resumable = [];
  session.newCode = undefined;
  return dropped;
}

/**
 * Lets go of a socket on its way. An attempt that was answered and not confirmed has failed, however the socket ended; one still
 * on its way to the disk fails when it is there.
 */
export function dropJoining(session: HostSession): HostEffect[] {
  const { joining } = session;
  if (!joining) return [];
  session.joining = undefined;
  const { attempt, stage } = joining;
  const hasFailed = attempt?.cred_id !== undefined && stage !== 'proven';
  const failed: HostEffect[] = hasFailed ? [{ do: 'fail', attempt: attempt.number }] : [];
  return [...failed, { do: 'close', socket: joining.socket }];
}

/** A message on the live socket. One that is not the next record of this viewer ends the socket, not the session. */
export function hearLive(session: HostSession, live: Live, message: Uint8Array, now: number): HostEffect[] {
  const isNext = isRecordSized(message) && live.received < MAX_RECORDS;
  const plain = isNext && session.crypto.open(live.keys.incoming, nonceOf(live.received), message);
  if (!plain) return loseLive(session);
  live.received++;
  session.lastHeard = now;
  settle(session, live);
  const record = readPlain(plain);
  if (!record) return endSession(session, 'fault', now);
  if (record.type === KEEP_ALIVE) return [];
  if (record.type === SCREEN) return [{ do: 'screen', socket: live.socket, bytes: record.payload }];
  const control = readViewerControl(record.payload);
  return control ? hearControl(session, control, now) : endSession(session, 'fault', now);
}

/** RFB bytes for the viewer, in as many records as they need. */
export function sendScreen(session: HostSession, bytes: Uint8Array, now: number): HostEffect[] {
  return screenParts(bytes).flatMap((part) => sendRecord(session, SCREEN, part, now));
}

/** A clipboard for the viewer, if it may have it. */
export function sendClipboard(session: HostSession, text: string, now: number): HostEffect[] {
  return session.rights.clipboard_out ? clipboardParts(text).flatMap((part) => tell(session, part, now)) : [];
}

// The viewer sends its second record only once it has received `opened`, and with it what the next R needs: nothing older is honoured.
function settle(session: HostSession, live: Live): void {
  session.isCodeHonoured = false;
  session.resumable = session.resumable.filter(({ epoch }) => epoch > live.epoch);
}

function hearControl(session: HostSession, control: ViewerControl, now: number): HostEffect[] {
  switch (control.t) {
    case 'clipboard': {
      const whole = gathered(session.clipboard, control);
      if (!whole) return endSession(session, 'fault', now);
      session.clipboard = whole.waiting;
      // Not an offence: the right may just have been taken away.
      return whole.text !== undefined && session.rights.clipboard_in ? [{ do: 'clipboard', text: whole.text }] : [];
    }
    case 'mode': {
      const before = mayControl(session);
      session.wantsControl = control.control;
      const allowed = mayControl(session);
      return allowed === before ? [] : [{ do: 'control', allowed }];
    }
    case 'active':
      session.lastActive = now;
      return [];
    case 'ping':
      return tell(session, { t: 'pong', id: control.id }, now);
    case 'new-code': {
      const cred_id = uuidOf(session.crypto.random(16));
      const response = session.crypto.register({ userIdentifier: cred_id, request: control.registration });
      session.newCode = response && cred_id;
      if (!response) return endSession(session, 'fault', now);
      return tell(session, { t: 'new-code-response', response, cred_id }, now);
    }
    case 'new-code-record':
      if (session.newCode === undefined) return endSession(session, 'fault', now);
      return [{ do: 'set-code', cred_id: session.newCode, record: control.record }];
    case 'ended':
      return endSession(session, 'ended', now);
    case 'confirm':
      return endSession(session, 'fault', now);
  }
}
