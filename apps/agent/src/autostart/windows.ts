/** The name of the task. */
export const TASK = 'Latchkey agent';

/**
 * The agent as a task that Windows starts with the machine, as LocalSystem, and starts again when it ends (Task Scheduler schema 1.4). It
 * is no service: a service has to answer the Service Control Manager (StartServiceCtrlDispatcher), which a program of Node does not, so
 * that `sc.exe start` would end it after 30 seconds with error 1053.
 */
export function taskOf([program = '', ...args]: readonly string[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    '  <Triggers><BootTrigger><Enabled>true</Enabled></BootTrigger></Triggers>',
    '  <Principals><Principal id="agent">',
    // LocalSystem.
    '    <UserId>S-1-5-18</UserId><RunLevel>HighestAvailable</RunLevel>',
    '  </Principal></Principals>',
    '  <Settings>',
    '    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>',
    '    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>',
    '    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>',
    '    <AllowHardTerminate>true</AllowHardTerminate>',
    '    <StartWhenAvailable>true</StartWhenAvailable>',
    // No limit: it runs as long as the machine does.
    '    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>',
    '    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>',
    '    <Enabled>true</Enabled>',
    '  </Settings>',
    '  <Actions Context="agent"><Exec>',
    `    <Command>${escaped(program)}</Command>`,
    `    <Arguments>${escaped(args.map(quoted).join(' '))}</Arguments>`,
    '  </Exec></Actions>',
    '</Task>',
    '',
  ].join('\r\n');
}

/** An argument as the C library of Windows takes it apart (CommandLineToArgvW). */
function quoted(argument: string): string {
  if (/^[\w@:,./\\=+-]+$/.test(argument)) return argument;
  return `"${argument.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`;
}

/** Text inside XML. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
