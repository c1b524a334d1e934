// Colours texts as the editor does: the grammar of this extension in the editor's own engine.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const require = createRequire(import.meta.url);
const GRAMMAR = new URL('../syntaxes/pol.tmLanguage.json', import.meta.url);

/** Loads the grammar; its patterns are compiled when they are first used. */
export async function loadGrammar() {
    const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
    await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
    const registry = new textmate.Registry({
        onigLib: Promise.resolve({
            createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
            createOnigString: (text) => new oniguruma.OnigString(text),
        }),
        loadGrammar: async (scope) =>
            scope === 'source.pol' ? textmate.parseRawGrammar(readFileSync(GRAMMAR, 'utf8'), 'pol.json') : null,
    });
    const grammar = await registry.loadGrammar('source.pol');
    if (grammar === null) throw new Error('the grammar has another scope');
    return grammar;
}

/** Returns the words of a text with their scopes, line by line; blanks are left out. */
export function coloured(grammar, text) {
    let state = textmate.INITIAL;
    return text.split(/\r?\n/).map((line) => {
        const result = grammar.tokenizeLine(line, state);
        if (result.stoppedEarly) throw new Error(`coloured too slowly: ${line}`);
        state = result.ruleStack;
        return result.tokens
            .map((token) => ({
                start: token.startIndex,
                end: token.endIndex,
                text: line.slice(token.startIndex, token.endIndex),
                scopes: token.scopes.slice(1),
            }))
            .filter((token) => token.text.trim() !== '');
    });
}

/** The innermost scope of a word, without the ending `.pol`. */
export function colour(token) {
    const own = token.scopes.filter((scope) => !scope.startsWith('meta.'));
    return own.length === 0 ? '' : own[own.length - 1].replace(/\.pol$/, '');
}
