// Which polcheck is started, and how often. Knows nothing of the editor.

import { posix, win32 } from 'node:path';

/** All that the choice depends on. */
export interface Surroundings {
    /** The setting `polcheck.path`. */
    setting: string;
    /** The folder of the extension, in which a program may have been packed. */
    extension: string;
    workspace: string | undefined;
    home: string;
    env: Readonly<Record<string, string | undefined>>;
    windows: boolean;
    isProgram(path: string): boolean;
}

export type Found = { program: string; from: 'setting' | 'packed' | 'path' } | { program: undefined; asked: string };

/** Returns the program to start: the one that is set and no other, else the packed one, else the first on the PATH. */
export function findProgram(around: Surroundings): Found {
    const path = around.windows ? win32 : posix;
    const asked = around.setting.trim();
    if (asked !== '') {
        const bare = !asked.includes('/') && !asked.includes('\\');
        const wanted = bare ? undefined : path.resolve(around.workspace ?? around.home, unfolded(asked, around));
        const candidates = wanted === undefined ? onPath(asked, around) : withEndings(wanted, around);
        const program = candidates.find((one) => around.isProgram(one));
        return program === undefined ? { program, asked } : { program, from: 'setting' };
    }
    const packed = withEndings(path.join(around.extension, 'server', 'polcheck'), around).find(around.isProgram);
    if (packed !== undefined) return { program: packed, from: 'packed' };
    const program = onPath('polcheck', around).find((one) => around.isProgram(one));
    return program === undefined ? { program, asked: '' } : { program, from: 'path' };
}

function unfolded(asked: string, around: Surroundings): string {
    const home = asked.replace(/^~(?=[/\\]|$)/, () => around.home);
    return home.replace(/\$\{workspaceFolder\}/g, () => around.workspace ?? around.home);
}

function onPath(name: string, around: Surroundings): string[] {
    const path = around.windows ? win32 : posix;
    // On Windows the name of the variable may be written in any way.
    const key = Object.keys(around.env).find((one) => one.toUpperCase() === 'PATH') ?? 'PATH';
    const folders = (around.env[key] ?? '').split(path.delimiter).map((folder) => folder.replace(/^"(.*)"$/, '$1'));
    // A folder without a full name would depend on where the editor was started.
    const sure = folders.filter((folder) => path.isAbsolute(folder));
    return sure.flatMap((folder) => withEndings(path.join(folder, name), around));
}

function withEndings(program: string, around: Surroundings): string[] {
    if (!around.windows || /\.exe$/i.test(program)) return [program];
    return [`${program}.exe`];
}

/** How often the program was started again within a time. */
export class Restarts {
    readonly #limit: number;
    readonly #within: number;
    #times: number[] = [];

    constructor(limit: number, within = 3 * 60 * 1000) {
        this.#limit = limit;
        this.#within = within;
    }

    /** Notes that the program ended at a time; returns whether it may be started again. */
    again(now: number): boolean {
        this.#times = this.#times.filter((time) => now - time < this.#within);
        this.#times.push(now);
        return this.#times.length <= this.#limit;
    }

    /** How often it ended lately. */
    get ended(): number {
        return this.#times.length;
    }
}
