/** The name that launchd knows the agent by. */
export const LABEL = 'org.latchkey.agent';

/** The agent as a daemon of launchd, which runs as root from the start of the machine and comes back when it ends (launchd.plist(5)). */
export function plistOf(command: readonly string[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    `  <key>Label</key><string>${LABEL}</string>`,
    '  <key>ProgramArguments</key>',
    '  <array>',
    ...command.map((argument) => `    <string>${escaped(argument)}</string>`),
    '  </array>',
    '  <key>RunAtLoad</key><true/>',
    '  <key>KeepAlive</key><true/>',
    '  <key>ThrottleInterval</key><integer>5</integer>',
    // 077, in decimal: what it writes is for root alone.
    '  <key>Umask</key><integer>63</integer>',
    '  <key>StandardOutPath</key><string>/var/log/latchkey-agent.log</string>',
    '  <key>StandardErrorPath</key><string>/var/log/latchkey-agent.log</string>',
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}

/** Text inside XML. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
