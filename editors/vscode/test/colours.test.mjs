// The colours of both tongues: documents with what is expected, the shipped policies, the pages of the language.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { colour, coloured, loadGrammar } from './colours.mjs';

const ROOT = new URL('../../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, ROOT), 'utf8');
const below = (folder, ending) =>
    readdirSync(new URL(folder, ROOT), { recursive: true })
        .map(String)
        .filter((name) => name.endsWith(ending))
        .sort()
        .map((name) => `${folder}/${name}`);
const grammar = await loadGrammar();

/** The spellings of all keywords: the page that is made from their table. */
const KEYWORDS = new Set(
    read('docs/language/keywords.md')
        .split('\n')
        .filter((line) => line.startsWith('| `') || line.startsWith('|  |'))
        .flatMap((line) => line.split('|').slice(1, 4))
        .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((found) => found[1])),
);

/** What spells a keyword and is a name in these texts: facts, labels, members. */
const NAMES = new Set(['年龄', '合计', '标准', '比率', 'age']);

for (const name of ['chinese', 'english', 'marks', 'unfinished']) {
    test(`the colours of ${name}.pol`, () => {
        const text = readFileSync(new URL(`fixtures/${name}.pol`, import.meta.url), 'utf8');
        const lines = text.trimEnd().split('\n');
        // An expectation is a comment, and so changes no colour below it.
        const words = coloured(grammar, text);
        let told = 0;
        lines.forEach((line, index) => {
            if (!line.startsWith('#= ')) return;
            let from = 0;
            for (const wanted of line.slice(3).split(', ')) {
                const at = wanted.lastIndexOf(': ');
                const [word, scope] = [wanted.slice(0, at), wanted.slice(at + 2)];
                const own = words[index - 1];
                const found = own.findIndex((token, place) => place >= from && token.text.trim() === word);
                const shown = own.map((token) => `${token.text.trim()} (${colour(token)})`).join(' ');
                assert.notEqual(found, -1, `line ${index}: no word ${word} in ${shown}`);
                const own_scope = own[found].scopes.findLast((one) => !one.startsWith('meta.')) ?? '';
                const scopes = own[found].scopes.join(' ');
                assert.ok(
                    own_scope.startsWith(scope) || scopes.includes(` ${scope}`) || scopes.startsWith(scope),
                    `line ${index}: ${word} is ${scopes}, not ${scope}`,
                );
                from = found + 1;
                told += 1;
            }
        });
        assert.ok(told > 5, 'the document expects something');
    });
}

/** Returns the words of a text that spell a keyword and are not coloured as one. */
function overlooked(text) {
    return coloured(grammar, text).flatMap((line, index) =>
        line
            .filter((token) => KEYWORDS.has(token.text.trim()) && !NAMES.has(token.text.trim()))
            .filter((token) => /^variable\.other\.name|^$/.test(colour(token)))
            .map((token) => `${index + 1}: ${token.text}`),
    );
}

test('no keyword of the shipped policies is without a colour', () => {
    const files = below('policies', '.pol');
    assert.ok(files.length > 50);
    for (const file of files) assert.deepEqual(overlooked(read(file)), [], file);
});

/**
 * The examples of the language's pages, in which every keyword stands in both tongues; spellings that are rewritten stand
 * in a document of ours.
 */
const EXAMPLES = [['chinese.pol', read('editors/vscode/test/fixtures/chinese.pol')]];
EXAMPLES.push(...below('docs/language', '.md').flatMap((page) =>
    [...read(page).matchAll(/```pol(?: loose)?(?: file=\S+)?\n([^]*?)```/g)].map((found) => [page, found[1]]),
));

test('every keyword has a colour where it is shown on the pages of the language', () => {
    const seen = new Set();
    for (const [page, text] of EXAMPLES) {
        if (page.endsWith('.md')) assert.deepEqual(overlooked(text), [], page);
        for (const token of coloured(grammar, text).flat()) {
            if (!/^variable\.other\.name|^string|^comment|^entity/.test(colour(token))) {
                for (const word of token.text.trim().split(/\s*[0-9]+\s*/)) seen.add(word.replace(/\s+/g, ' '));
            }
        }
    }
    const missing = [...KEYWORDS].filter((word) => !seen.has(word));
    assert.deepEqual(missing, []);
});

test('texts are coloured without getting stuck, whatever they hold', () => {
    const marks = '{｛}｝()（）[]"“”「」\'#＃@:：,，;；。→-><=≤0９%％元年月日 \t起付线按分段表待遇list of county';
    let seed = 7;
    const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648);
    for (let round = 0; round < 200; round += 1) {
        const letters = Array.from({ length: 60 }, () => marks[next() % marks.length]);
        coloured(grammar, letters.join(''));
    }
    const long = `比例 按 ${'机构等级, '.repeat(5000)}\n限额 3000元`;
    assert.equal(colour(coloured(grammar, long)[1][0]), 'keyword.control.clause');
});
