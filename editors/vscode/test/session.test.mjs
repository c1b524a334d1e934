// A session with the real server: what the client of this extension says, and what `polcheck lsp` answers. Where the
// environment names no program in POLCHECK, the one that was built is taken; without either the test fails.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { colour, coloured, loadGrammar } from './colours.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PROGRAM = process.env.POLCHECK ?? join(ROOT, 'target', 'debug', 'polcheck');
const PATIENCE = 120_000;

/** A server that was started, with the plain protocol around it. */
class Session {
    #last = 0;
    #waiting = new Map();
    #rest = Buffer.alloc(0);
    told = [];
    #listening = [];

    constructor(folder) {
        this.server = spawn(PROGRAM, ['lsp'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
        this.server.stdout.on('data', (bytes) => this.#read(bytes));
        this.ended = new Promise((resolve) => this.server.on('exit', resolve));
    }

    #read(bytes) {
        this.#rest = Buffer.concat([this.#rest, bytes]);
        for (;;) {
            const head = this.#rest.indexOf('\r\n\r\n');
            if (head < 0) return;
            const length = Number(/Content-Length: (\d+)/i.exec(this.#rest.subarray(0, head).toString())[1]);
            if (this.#rest.length < head + 4 + length) return;
            const message = JSON.parse(this.#rest.subarray(head + 4, head + 4 + length).toString());
            this.#rest = this.#rest.subarray(head + 4 + length);
            if (message.method !== undefined) {
                this.told.push(message);
                // What the server asks of an editor (to be told of files, to look again) is granted.
                if (message.id !== undefined) this.#send({ id: message.id, result: null });
                for (const listen of this.#listening) listen();
            } else {
                const { resolve, reject } = this.#waiting.get(message.id);
                this.#waiting.delete(message.id);
                if (message.error === undefined) resolve(message.result);
                else reject(new Error(message.error.message));
            }
        }
    }

    #send(message) {
        const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
        this.server.stdin.write(`Content-Length: ${bytes.length}\r\n\r\n`);
        this.server.stdin.write(bytes);
    }

    tell(method, params) {
        this.#send({ method, params });
    }

    ask(method, params) {
        this.#last += 1;
        const id = this.#last;
        return new Promise((resolve, reject) => {
            this.#waiting.set(id, { resolve, reject });
            this.#send({ id, method, params });
        });
    }

    /** Waits for what is wrong with a text in a version. */
    async problems(uri, version) {
        for (;;) {
            const found = this.told.findLast(
                (one) =>
                    one.method === 'textDocument/publishDiagnostics' &&
                    one.params.uri === uri &&
                    (one.params.version ?? version) === version,
            );
            if (found !== undefined) return found.params.diagnostics;
            await new Promise((resolve) => this.#listening.push(resolve));
        }
    }
}

const TEXT = readFileSync(join(ROOT, 'policies/jibei/qingshan.pol'), 'utf8');
let folder;
let session;
let capabilities;
const uriOf = (name) => pathToFileURL(join(folder, name)).href;

before(async () => {
    assert.ok(existsSync(PROGRAM), `there is no ${PROGRAM}; build polcheck, or name it in POLCHECK`);
    folder = mkdtempSync(join(tmpdir(), 'polcheck-政策-'));
    for (const name of readdirSync(join(ROOT, 'policies/jibei'))) {
        writeFileSync(join(folder, name), readFileSync(join(ROOT, 'policies/jibei', name)));
    }
    session = new Session(folder);
    const result = await session.ask('initialize', {
        processId: process.pid,
        locale: 'zh-cn',
        rootUri: pathToFileURL(folder).href,
        workspaceFolders: [{ uri: pathToFileURL(folder).href, name: '吉北省' }],
        capabilities: {
            general: { positionEncodings: ['utf-16'] },
            textDocument: { hover: { contentFormat: ['markdown'] }, publishDiagnostics: { versionSupport: true } },
        },
    });
    capabilities = result.capabilities;
    session.tell('initialized', {});
    const textDocument = { uri: uriOf('qingshan.pol'), languageId: 'pol', version: 1, text: TEXT };
    session.tell('textDocument/didOpen', { textDocument });
}, { timeout: PATIENCE });

after(async () => {
    if (session === undefined) return;
    await session.ask('shutdown', null);
    session.tell('exit', null);
    assert.equal(await session.ended, 0);
    rmSync(folder, { recursive: true });
}, { timeout: PATIENCE });

test('the server knows every command of the menus', () => {
    const source = readFileSync(new URL('../src/commands.ts', import.meta.url), 'utf8');
    for (const name of source.match(/COMMANDS = \[([^\]]*)\]/)[1].match(/\w+/g)) {
        assert.ok(capabilities.executeCommandProvider.commands.includes(`polcheck.${name}`), name);
    }
});

test('a policy in order has no problems, and a fault is told where it is', { timeout: PATIENCE }, async () => {
    const uri = uriOf('qingshan.pol');
    assert.deepEqual(await session.problems(uri, 1), []);
    const line = TEXT.split('\n').findIndex((one) => one.includes('起付线 300元/年'));
    const at = TEXT.split('\n')[line].indexOf('300元/年');
    const range = { start: { line, character: at + 3 }, end: { line, character: at + 4 } };
    session.tell('textDocument/didChange', {
        textDocument: { uri, version: 2 },
        contentChanges: [{ range, text: '' }],
    });
    const found = await session.problems(uri, 2);
    assert.ok(found.length > 0 && found.some((one) => one.range.start.line === line), JSON.stringify(found));
    assert.match(found[0].message, /\p{Script=Han}/u);
    session.tell('textDocument/didChange', { textDocument: { uri, version: 3 }, contentChanges: [{ text: TEXT }] });
    assert.deepEqual(await session.problems(uri, 3), []);
});

test('lenses name commands whose answers can be shown', { timeout: PATIENCE }, async () => {
    const lenses = await session.ask('textDocument/codeLens', { textDocument: { uri: uriOf('qingshan.pol') } });
    const known = new Set(capabilities.executeCommandProvider.commands);
    const resolved = await Promise.all(
        lenses.map(async (lens) => (lens.command === undefined ? session.ask('codeLens/resolve', lens) : lens)),
    );
    for (const { command } of resolved) {
        assert.ok(known.has(command.command), command.command);
        assert.ok(command.arguments.every((one) => typeof one === 'string'), JSON.stringify(command));
    }
    const of = (name) => resolved.find((lens) => lens.command.command === name)?.command;
    const run = of('polcheck.runTest');
    const answer = await session.ask('workspace/executeCommand', { command: run.command, arguments: run.arguments });
    assert.equal(typeof answer.title, 'string');
    assert.match(answer.markdown, /\p{Script=Han}/u);
});

test('a case is settled with the facts that the user is asked for', { timeout: PATIENCE }, async () => {
    const facts = ['benefit=门诊慢病报销', 'on=2020-03-05', '人群=低保', '病种=高血压', '机构等级=一级', '合规费用=1000元'];
    const answer = await session.ask('workspace/executeCommand', {
        command: 'polcheck.settleCase',
        arguments: ['青山县', ...facts],
    });
    // (1000 - 300) × 80%
    assert.match(answer.markdown, /560/);
});

test('another county and another day can be compared', { timeout: PATIENCE }, async () => {
    for (const other of ['绿水县', '青山县@2021-06-01']) {
        const answer = await session.ask('workspace/executeCommand', {
            command: 'polcheck.compareWith',
            arguments: ['青山县', other],
        });
        assert.ok(answer.markdown.length > 100, other);
    }
});

/** The words that the server calls keywords, line by line. */
function keywordsOf(data, legend) {
    const words = [];
    let [line, column] = [0, 0];
    for (let at = 0; at < data.length; at += 5) {
        const [down, along, length, kind] = data.slice(at, at + 4);
        line += down;
        column = down === 0 ? column + along : along;
        words.push({ line, start: column, end: column + length, kind: legend[kind] });
    }
    return words;
}

test('what is a keyword by its colour is one by its meaning', { timeout: PATIENCE }, async () => {
    const grammar = await loadGrammar();
    const legend = capabilities.semanticTokensProvider.legend.tokenTypes;
    const wrong = [];
    let looked = 0;
    for (const name of ['qingshan.pol', 'huashuchuan.pol', 'xuehe.pol', 'province.pol', 'qingshan-2021.pol']) {
        const uri = uriOf(name);
        const text = readFileSync(join(folder, name), 'utf8');
        if (name !== 'qingshan.pol') {
            session.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'pol', version: 1, text } });
        }
        const { data } = await session.ask('textDocument/semanticTokens/full', { textDocument: { uri } });
        const colours = coloured(grammar, text);
        for (const word of keywordsOf(data, legend)) {
            const shown = text.split('\n')[word.line].slice(word.start, word.end);
            const over = colours[word.line].filter((token) => token.start < word.end && token.end > word.start);
            const own = over.map(colour).join(' ');
            const isName = /^variable\.other\.name$/.test(own);
            if (word.kind === 'keyword') {
                looked += 1;
                if (isName) wrong.push(`${name}:${word.line + 1} ${shown} is a keyword, coloured as a name`);
            } else if (['variable', 'property', 'enumMember', 'class', 'struct'].includes(word.kind)) {
                looked += 1;
                if (/^keyword\.(?!other\.unit)|^storage|^constant\.language/.test(own)) {
                    wrong.push(`${name}:${word.line + 1} ${shown} is a name (${word.kind}), coloured as ${own}`);
                }
            }
        }
    }
    assert.ok(looked > 3000, String(looked));
    assert.deepEqual(wrong, []);
});
