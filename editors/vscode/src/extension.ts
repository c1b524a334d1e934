// The editor's side of polcheck: starts `polcheck lsp`, shows how it is, and what it answers.

import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, Trace } from 'vscode-languageclient/node';
import { Answers, isAnswer } from './answers';
import { COMMANDS, inFull } from './commands';
import { findProgram, Restarts } from './program';
import { say, tongueOf, type Message, type Tongue } from './words';

let polcheck: Polcheck | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
    polcheck = new Polcheck(context);
    context.subscriptions.push(polcheck);
    await polcheck.start();
}

export async function deactivate(): Promise<void> {
    await polcheck?.stop();
}

type State = 'starting' | 'running' | 'down';

class Polcheck implements vscode.Disposable {
    readonly #context: vscode.ExtensionContext;
    readonly #output = vscode.window.createOutputChannel('polcheck', { log: true });
    readonly #answers = new Answers();
    readonly #status = vscode.window.createStatusBarItem('polcheck', vscode.StatusBarAlignment.Right, 50);
    readonly #watched = ['**/*.pol', '**/polcheck.toml'].map((files) =>
        vscode.workspace.createFileSystemWatcher(files),
    );
    readonly #parts: vscode.Disposable[] = [this.#output, this.#answers, this.#status, ...this.#watched];
    #client: LanguageClient | undefined;
    #restarts = new Restarts(0);
    #version = '';
    /** Starting and stopping come one after the other. */
    #turn: Promise<void> = Promise.resolve();

    constructor(context: vscode.ExtensionContext) {
        this.#context = context;
        const { commands, window, workspace } = vscode;
        for (const name of COMMANDS) {
            this.#parts.push(commands.registerCommand(`polcheck.ask.${name}`, () => this.ask(`polcheck.${name}`)));
        }
        this.#parts.push(
            commands.registerCommand('polcheck.restart', () => this.restart()),
            commands.registerCommand('polcheck.output', () => this.#output.show()),
            window.onDidChangeActiveTextEditor(() => this.showStatus()),
            workspace.onDidGrantWorkspaceTrust(() => void this.restart()),
            workspace.onDidChangeConfiguration((change) => {
                const started = ['path', 'arguments', 'language', 'restarts'];
                if (started.some((name) => change.affectsConfiguration(`polcheck.${name}`))) void this.restart();
                else if (change.affectsConfiguration('polcheck.trace.server')) void this.trace();
            }),
        );
        this.#status.name = 'polcheck';
        this.#status.command = 'polcheck.output';
        this.state('down');
    }

    dispose(): void {
        for (const part of this.#parts) part.dispose();
    }

    start(): Promise<void> {
        this.#turn = this.#turn.then(() => this.startNow());
        return this.#turn;
    }

    stop(): Promise<void> {
        this.#turn = this.#turn.then(() => this.stopNow());
        return this.#turn;
    }

    async restart(): Promise<void> {
        await this.stop();
        await this.start();
    }

    private async stopNow(): Promise<void> {
        const client = this.#client;
        this.#client = undefined;
        this.state('down');
        try {
            await client?.dispose(2000);
        } catch (error) {
            // It may have ended before it was asked to.
            this.#output.debug(String(error));
        }
    }

    private async startNow(): Promise<void> {
        const settings = vscode.workspace.getConfiguration('polcheck');
        const found = findProgram({
            setting: settings.get('path', ''),
            extension: this.#context.extensionPath,
            workspace: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
            home: homedir(),
            env: process.env,
            windows: process.platform === 'win32',
            isProgram,
        });
        if (found.program === undefined) {
            this.#output.warn(found.asked === '' ? 'no polcheck on the PATH' : `no program ${found.asked}`);
            if (found.asked === '') this.complain('missing', ['openSettings']);
            else this.complain('missingThere', ['openSettings'], found.asked);
            return;
        }
        const { program } = found;
        this.state('starting');
        try {
            this.#version = await versionOf(program);
        } catch (error) {
            this.state('down');
            this.complain('cannotRun', ['openSettings'], program, reason(error));
            return;
        }
        this.#output.info(`${program} (${found.from}): ${this.#version}`);
        this.#restarts = new Restarts(settings.get('restarts', 4));
        const language = settings.get<string>('language', 'auto');
        const own = language === 'auto' ? [] : ['--lang', language];
        const client = this.clientOf(program, ['lsp', ...own, ...settings.get<string[]>('arguments', [])]);
        this.#client = client;
        try {
            await client.start();
            await this.trace();
            this.state('running');
        } catch (error) {
            this.state('down');
            this.complain('noServer', ['showOutput', 'openSettings'], program, reason(error));
        }
    }

    private clientOf(program: string, args: string[]): LanguageClient {
        const run = { command: program, args };
        const client = new LanguageClient('polcheck', 'polcheck', run, {
            documentSelector: [{ language: 'pol', scheme: 'file' }],
            outputChannel: this.#output,
            revealOutputChannelOn: RevealOutputChannelOn.Never,
            synchronize: { fileEvents: this.#watched },
            errorHandler: {
                error: () => ({ action: ErrorAction.Continue }),
                closed: () => {
                    if (this.#restarts.again(Date.now())) return { action: CloseAction.Restart, handled: true };
                    this.state('down');
                    this.complain('stopped', ['restart', 'showOutput'], String(this.#restarts.ended));
                    return { action: CloseAction.DoNotRestart, handled: true };
                },
            },
            middleware: {
                executeCommand: async (command, args, next) => {
                    const given = args.filter((argument): argument is string => typeof argument === 'string');
                    const full = await inFull(command, given, this.tongue);
                    if (full === undefined) return undefined;
                    const answer: unknown = await next(command, full);
                    if (isAnswer(answer)) await this.#answers.show(answer);
                    return answer;
                },
            },
        });
        return client;
    }

    /** Asks polcheck from the palette or a menu, as a lens would. */
    private async ask(command: string): Promise<void> {
        const client = this.#client;
        if (client === undefined || !client.isRunning()) {
            this.complain('notRunning', ['restart', 'showOutput']);
            return;
        }
        if (!client.initializeResult?.capabilities.executeCommandProvider?.commands.includes(command)) {
            this.complain('unknownCommand', [], command);
            return;
        }
        await vscode.commands.executeCommand(command);
    }

    private async trace(): Promise<void> {
        const wanted = vscode.workspace.getConfiguration('polcheck').get<string>('trace.server', 'off');
        await this.#client?.setTrace(Trace.fromString(wanted));
    }

    private get tongue(): Tongue {
        return tongueOf(vscode.workspace.getConfiguration('polcheck').get('language'), vscode.env.language);
    }

    private state(state: State): void {
        const icon = { starting: '$(sync~spin)', running: '$(check)', down: '$(circle-slash)' }[state];
        this.#status.text = `${icon} polcheck`;
        const version = state === 'running' && this.#version !== '' ? ` (${this.#version})` : '';
        this.#status.tooltip = say(this.tongue, state) + version;
        this.#status.command = state === 'down' ? 'polcheck.restart' : 'polcheck.output';
        this.showStatus();
    }

    private showStatus(): void {
        if (vscode.window.activeTextEditor?.document.languageId === 'pol') this.#status.show();
        else this.#status.hide();
    }

    /** Says what is wrong, with buttons for what can be done. */
    private complain(message: Message, buttons: ('openSettings' | 'restart' | 'showOutput')[], ...parts: string[]): void {
        const text = say(this.tongue, message, ...parts);
        const titles = buttons.map((button) => say(this.tongue, button));
        void vscode.window.showWarningMessage(text, ...titles).then((chosen) => {
            const button = buttons[titles.indexOf(chosen ?? '')];
            if (button === 'restart') return this.restart();
            if (button === 'showOutput') return this.#output.show();
            if (button === 'openSettings') {
                return vscode.commands.executeCommand('workbench.action.openSettings', 'polcheck.path');
            }
            return undefined;
        });
    }
}

function isProgram(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
    } catch {
        return false;
    }
}

function versionOf(program: string): Promise<string> {
    return new Promise((resolve, reject) => {
        execFile(program, ['--version'], { timeout: 10_000, windowsHide: true }, (error, output) => {
            if (error === null) resolve(output.trim());
            else reject(error);
        });
    });
}

function reason(error: unknown): string {
    return error instanceof Error ? error.message.split('\n')[0] ?? error.message : String(error);
}
