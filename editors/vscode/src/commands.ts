// What can be asked of polcheck: arguments that a lens did not give are asked for, answers are shown.

import * as vscode from 'vscode';
import { declaredBy, isDay, jurisdictionOf, pieces } from './jurisdictions';
import { say, type Tongue } from './words';

/** The commands of polcheck; each stands in the palette as `polcheck.ask.NAME`. */
export const COMMANDS = ['runTests', 'settleCase', 'compareWith', 'conform', 'verify', 'show', 'history'] as const;

/** Returns the arguments of a command in full; `undefined` where the user does not go on. */
export async function inFull(command: string, given: string[], tongue: Tongue): Promise<string[] | undefined> {
    // What only lenses and actions ask for comes with all it needs.
    if (!COMMANDS.some((name) => command === `polcheck.${name}`)) return given;
    const [first, ...rest] = given;
    const jurisdiction = first ?? (await whose(tongue));
    if (jurisdiction === undefined) return undefined;
    switch (command) {
        case 'polcheck.compareWith': {
            if (rest.length > 0) return [jurisdiction, ...rest];
            const other = await otherThan(jurisdiction, tongue);
            return other === undefined ? undefined : [jurisdiction, other];
        }
        case 'polcheck.settleCase': {
            // A lens names the benefit; what is known of the person only the user can say.
            if (rest.some((argument) => !/^(?:benefit|on)=/.test(argument))) return [jurisdiction, ...rest];
            const facts = await known(tongue);
            return facts === undefined ? undefined : [jurisdiction, ...rest, ...facts];
        }
        default:
            return [jurisdiction, ...rest];
    }
}

async function whose(tongue: Tongue): Promise<string | undefined> {
    const open = vscode.window.activeTextEditor?.document;
    const own = open?.languageId === 'pol' ? jurisdictionOf(open.getText()) : undefined;
    return own ?? pick(await jurisdictions(), say(tongue, 'whichJurisdiction'), tongue);
}

async function otherThan(jurisdiction: string, tongue: Tongue): Promise<string | undefined> {
    const others = (await jurisdictions()).filter((name) => name !== jurisdiction);
    const anotherDay = say(tongue, 'otherDay', jurisdiction);
    const chosen = await pick([...others, anotherDay], say(tongue, 'compareWithWhich', jurisdiction), tongue);
    if (chosen !== anotherDay) return chosen;
    const day = await vscode.window.showInputBox({
        prompt: say(tongue, 'whichDay', jurisdiction),
        validateInput: (text) => (isDay(text) ? undefined : say(tongue, 'notADay')),
    });
    return day === undefined ? undefined : `${jurisdiction}@${day.trim()}`;
}

let lastFacts = '';

async function known(tongue: Tongue): Promise<string[] | undefined> {
    const text = await vscode.window.showInputBox({
        prompt: say(tongue, 'whichFacts'),
        placeHolder: say(tongue, 'factsLike'),
        value: lastFacts,
        ignoreFocusOut: true,
    });
    if (text === undefined) return undefined;
    lastFacts = text;
    return pieces(text);
}

async function pick(names: string[], prompt: string, tongue: Tongue): Promise<string | undefined> {
    if (names.length === 0) {
        void vscode.window.showInformationMessage(say(tongue, 'noPolicies'));
        return undefined;
    }
    return vscode.window.showQuickPick(names, { placeHolder: prompt });
}

/** Returns the names of all jurisdictions of the workspace, in their order. */
async function jurisdictions(): Promise<string[]> {
    const files = await vscode.workspace.findFiles('**/*.pol', '**/{node_modules,target}/**', 5000);
    const names = new Set<string>();
    for (const file of files.sort((one, other) => (one.path < other.path ? -1 : 1))) {
        const bytes = await vscode.workspace.fs.readFile(file);
        const name = declaredBy(new TextDecoder().decode(bytes.subarray(0, 4096)));
        if (name !== undefined) names.add(name);
    }
    return [...names];
}
