// Answers of polcheck as documents that can be read and not written.

import * as vscode from 'vscode';

const SCHEME = 'polcheck';
/** So many answers are kept for tabs that are still open. */
const KEPT = 50;

/** What polcheck answers to a command. */
export interface Answer {
    title: string;
    markdown: string;
}

/** Whether something that came over the wire is an answer. */
export function isAnswer(value: unknown): value is Answer {
    if (typeof value !== 'object' || value === null) return false;
    const { title, markdown } = value as Record<string, unknown>;
    return typeof title === 'string' && typeof markdown === 'string';
}

export class Answers implements vscode.TextDocumentContentProvider, vscode.Disposable {
    readonly #texts = new Map<string, string>();
    readonly #changed = new vscode.EventEmitter<vscode.Uri>();
    readonly #provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
    readonly onDidChange = this.#changed.event;

    provideTextDocumentContent(uri: vscode.Uri): string {
        return this.#texts.get(uri.toString()) ?? '';
    }

    /** Shows an answer beside the text; one of the same title takes the place of the older. */
    async show(answer: Answer): Promise<void> {
        // A title may hold anything; a path may not.
        const name = answer.title.replace(/[\\/:*?"<>|#%\s]+/g, ' ').trim().slice(0, 80) || 'polcheck';
        const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md` });
        const key = uri.toString();
        this.#texts.delete(key);
        this.#texts.set(key, answer.markdown);
        for (const old of this.#texts.keys()) {
            if (this.#texts.size <= KEPT) break;
            this.#texts.delete(old);
        }
        this.#changed.fire(uri);
        try {
            await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
        } catch {
            // An editor without its Markdown extension shows the text.
            const options = { viewColumn: vscode.ViewColumn.Beside, preview: true, preserveFocus: true };
            await vscode.window.showTextDocument(uri, options);
        }
    }

    dispose(): void {
        this.#provider.dispose();
        this.#changed.dispose();
    }
}
