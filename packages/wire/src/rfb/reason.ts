/**
 * Why the proxy ended a conversation: our own word, never a text of either peer. What begins with `viewer-` the viewer
 * did, what begins with `screen-` the VNC server did.
 */
export type EndReason =
  | 'viewer-version'
  | 'viewer-security'
  | 'viewer-early'
  | 'viewer-message'
  | 'viewer-clipboard'
  | 'viewer-pixel-format'
  | 'viewer-encodings'
  | 'viewer-fence'
  | 'viewer-size'
  | 'viewer-unannounced'
  | 'screen-version'
  | 'screen-security'
  | 'screen-refused'
  | 'screen-early'
  | 'screen-message'
  | 'screen-encoding'
  | 'screen-rectangle'
  | 'screen-size'
  | 'screen-length'
  | 'screen-clipboard'
  | 'screen-fence';
