import { macosSource } from './macos.ts';
import { ScreenMissing, type ScreenSource } from './source.ts';
import { windowsSource } from './windows.ts';
import { x11Source } from './x11.ts';

export type ScreenOptions = {
  /** The X display to show, like `:0`; found when left out. */
  display?: string | undefined;
  /** For whom a desktop is made where none runs. */
  desktopUser?: string | undefined;
};

/** What shows the desktop of this machine, by its platform. @throws ScreenMissing on one that the agent does not know */
export function screenSource({ display, desktopUser }: ScreenOptions): ScreenSource {
  switch (process.platform) {
    case 'linux':
    case 'freebsd':
      return x11Source({ display, virtualUser: desktopUser });
    case 'win32':
      return windowsSource();
    case 'darwin':
      return macosSource();
    default:
      throw new ScreenMissing(`The agent can't show the screen of ${process.platform} computers.`);
  }
}

/** What keeps the screen from being shown, as a sentence; nothing when it can be. It is really opened, and let go again. */
export async function screenProblem(source: ScreenSource): Promise<string | undefined> {
  try {
    const connection = await source.open();
    connection.on('error', () => undefined).destroy();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await source.stop();
  }
}
