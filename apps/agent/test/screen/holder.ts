// Holds a VNC server at a display, as an agent does, until it is killed.
import { x11Source } from '../../src/screen/x11.ts';

const { DISPLAY: display, RUNTIME: runtime } = process.env;
await x11Source({ display, runtime }).open();
process.stdout.write('open\n');
