/**
 * A tiny shared library (ELF, Linux) whose `getpwuid` says "latchkey" whoever is asked for, to be preloaded into initdb
 * where the user has a number but no name. It is written here byte by byte because a machine that runs Latchkey has no
 * compiler. Nothing for processors other than x64 and arm64.
 */
export function nameLibrary(arch: string, uid: number, gid: number): Buffer | undefined {
  const text = arch === 'x64' ? textX64() : arch === 'arm64' ? textArm64() : undefined;
  if (!text) return undefined;
  const image = Buffer.alloc(WRITABLE.offset + WRITABLE.size);
  writeHeader(image, arch === 'x64' ? 0x3e : 0xb7);
  writeSymbols(image);
  text.copy(image, TEXT);
  writeDynamic(image);
  image.writeUInt32LE(uid, fileOffsetOf(PASSWD) + 16);
  image.writeUInt32LE(gid, fileOffsetOf(PASSWD) + 20);
  image.write('latchkey', fileOffsetOf(NAME), 'latin1');
  return image;
}

// Two segments: code and symbols at 0, and 64 KiB further (the largest page size) what the loader and the code write to.
const WRITABLE = { offset: 0x1000, address: 0x11000, size: 0x200 };
const HASH = 0x200;
const SYMBOLS = 0x220;
const STRINGS = 0x260;
const TEXT = 0x280;
const DYNAMIC = WRITABLE.address;
/** `struct passwd`: name, password, uid, gid, gecos, folder, shell. */
const PASSWD = WRITABLE.address + 0x100;
const NAME = WRITABLE.address + 0x180;
const STRING_TABLE = '\0getpwuid\0name.so\0';
/** Where the pointers of `struct passwd` are. All get the name, so that none is null. */
const POINTERS = [0, 8, 24, 32, 40];

function fileOffsetOf(address: number): number {
  return address - WRITABLE.address + WRITABLE.offset;
}

function writeHeader(image: Buffer, machine: number): void {
  image.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  image.writeUInt16LE(3, 16); // a shared object
  image.writeUInt16LE(machine, 18);
  image.writeUInt32LE(1, 20);
  image.writeBigUInt64LE(64n, 32); // the program headers follow at once
  image.writeUInt16LE(64, 52);
  image.writeUInt16LE(56, 54);
  image.writeUInt16LE(4, 56);
  image.writeUInt16LE(64, 58);
  const { offset, address, size } = WRITABLE;
  const [load, dynamic, stack] = [1, 2, 0x6474e551];
  const [readExecute, readWrite] = [5, 6];
  writeSegment(image, 0, [load, readExecute, 0, 0, offset, 0x10000]);
  writeSegment(image, 1, [load, readWrite, offset, address, size, 0x10000]);
  writeSegment(image, 2, [dynamic, readWrite, fileOffsetOf(DYNAMIC), DYNAMIC, 0x100, 8]);
  // Without this one the loader would ask for a stack that can be executed.
  writeSegment(image, 3, [stack, readWrite, 0, 0, 0, 16]);
}

function writeSegment(image: Buffer, index: number, fields: [number, number, number, number, number, number]): void {
  const at = 64 + 56 * index;
  const [type, flags, offset, address, size, align] = fields;
  image.writeUInt32LE(type, at);
  image.writeUInt32LE(flags, at + 4);
  [offset, address, address, size, size, align].forEach((value, field) => {
    image.writeBigUInt64LE(BigInt(value), at + 8 + 8 * field);
  });
}

function writeSymbols(image: Buffer): void {
  // One bucket, which holds symbol 1, which is the last of its chain.
  [1, 2, 1, 0, 0].forEach((value, index) => image.writeUInt32LE(value, HASH + 4 * index));
  const symbol = SYMBOLS + 24;
  image.writeUInt32LE(STRING_TABLE.indexOf('getpwuid'), symbol);
  image.writeUInt8(0x12, symbol + 4); // a global function
  image.writeUInt16LE(1, symbol + 6); // of some section: not undefined
  image.writeBigUInt64LE(BigInt(TEXT), symbol + 8);
  image.writeBigUInt64LE(64n, symbol + 16);
  image.write(STRING_TABLE, STRINGS, 'latin1');
}

function writeDynamic(image: Buffer): void {
  const entries = [
    [14, STRING_TABLE.indexOf('name.so')],
    [4, HASH],
    [5, STRINGS],
    [6, SYMBOLS],
    [10, STRING_TABLE.length],
    [11, 24],
    [0, 0],
  ];
  entries.flat().forEach((value, index) => image.writeBigUInt64LE(BigInt(value), fileOffsetOf(DYNAMIC) + 8 * index));
}

function textX64(): Buffer {
  const loads = Buffer.alloc(14);
  loads.set([0x48, 0x8d, 0x05], 0); // lea rax, [rip + passwd]
  loads.writeInt32LE(PASSWD - (TEXT + 7), 3);
  loads.set([0x48, 0x8d, 0x0d], 7); // lea rcx, [rip + name]
  loads.writeInt32LE(NAME - (TEXT + 14), 10);
  const stores = POINTERS.flatMap((field) => [0x48, 0x89, 0x48, field]); // mov [rax + field], rcx
  return Buffer.concat([loads, Buffer.from([...stores, 0xc3])]);
}

function textArm64(): Buffer {
  const adr = (register: number, from: number, to: number) =>
    (0x10000000 | (((to - from) & 3) << 29) | (((to - from) >> 2) << 5) | register) >>> 0;
  const words = [
    adr(0, TEXT, PASSWD),
    adr(1, TEXT + 4, NAME),
    ...POINTERS.map((field) => (0xf9000001 | ((field / 8) << 10)) >>> 0), // str x1, [x0, field]
    0xd65f03c0, // ret
  ];
  const text = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => text.writeUInt32LE(word, index * 4));
  return text;
}
