// What of the extension does not need an editor: which program is started and how often, names in menus, messages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './sources.mjs';

const { findProgram, Restarts } = await load('program');
const { declaredBy, jurisdictionOf, isDay, pieces } = await load('jurisdictions');
const { MESSAGES, say, tongueOf } = await load('words');

const around = (programs, more = {}) => ({
    setting: '',
    extension: '/ext',
    workspace: '/政策 文件/省',
    home: '/users/li',
    env: { PATH: '/usr/local/bin:relative:/usr/bin' },
    windows: false,
    isProgram: (path) => programs.includes(path),
    ...more,
});

test('the packed program comes before that on the PATH', () => {
    const both = ['/ext/server/polcheck', '/usr/bin/polcheck'];
    assert.deepEqual(findProgram(around(both)), { program: '/ext/server/polcheck', from: 'packed' });
    assert.deepEqual(findProgram(around(both.slice(1))), { program: '/usr/bin/polcheck', from: 'path' });
});

test('what is set is taken, and nothing else', () => {
    const programs = ['/users/li/bin/polcheck', '/政策 文件/省/target/polcheck', '/usr/bin/polcheck', '/usr/bin/other'];
    const set = (setting) => findProgram(around(programs, { setting }));
    assert.deepEqual(set('~/bin/polcheck'), { program: '/users/li/bin/polcheck', from: 'setting' });
    assert.deepEqual(set('${workspaceFolder}/target/polcheck').program, '/政策 文件/省/target/polcheck');
    assert.deepEqual(set('target/polcheck').program, '/政策 文件/省/target/polcheck');
    assert.deepEqual(set(' other ').program, '/usr/bin/other');
    assert.deepEqual(set('/nowhere/polcheck'), { program: undefined, asked: '/nowhere/polcheck' });
});

test('folders of the PATH without a full name are not searched', () => {
    assert.deepEqual(findProgram(around(['relative/polcheck'])), { program: undefined, asked: '' });
});

test('on Windows the program ends in .exe, and the PATH may be written in any way', () => {
    const windows = (programs, more) =>
        findProgram(
            around(programs, {
                windows: true,
                extension: 'C:\\ext',
                workspace: 'C:\\政策',
                env: { Path: '"C:\\Program Files\\polcheck";D:\\tools' },
                ...more,
            }),
        );
    assert.equal(
        windows(['C:\\Program Files\\polcheck\\polcheck.exe']).program,
        'C:\\Program Files\\polcheck\\polcheck.exe',
    );
    assert.equal(windows(['C:\\ext\\server\\polcheck.exe']).from, 'packed');
    assert.equal(windows(['C:\\政策\\bin\\p.exe'], { setting: 'bin\\p' }).program, 'C:\\政策\\bin\\p.exe');
});

test('a program that ends again and again is left alone', () => {
    const restarts = new Restarts(2, 1000);
    assert.deepEqual([0, 10, 20].map((now) => restarts.again(now)), [true, true, false]);
    assert.equal(restarts.ended, 3);
    assert.equal(restarts.again(5000), true, 'what is long ago does not count');
    assert.equal(new Restarts(0).again(0), false);
});

test('whose policy a file states', () => {
    assert.equal(declaredBy('县 青山县 代码 222401 属于 吉北省\n'), '青山县');
    assert.equal(declaredBy('\uFEFF# 说明\n\ncounty city 云岭市 in 延河市'), '云岭市');
    assert.equal(declaredBy('市　「松 原 坡」'), '松 原 坡');
    assert.equal(declaredBy("county 'old town'\r\n"), 'old town');
    assert.equal(declaredBy('修订 青山县 自2021-01-01起'), undefined);
    assert.equal(jurisdictionOf('修订 青山县 自2021-01-01起'), '青山县');
    assert.equal(jurisdictionOf('amend 青山县 from 2021-01-01'), '青山县');
    assert.equal(jurisdictionOf('词汇 国家标准词汇'), undefined);
    assert.equal(jurisdictionOf('县'), undefined);
    assert.equal(jurisdictionOf(''), undefined);
});

test('facts are parted by blanks, but not in quotes', () => {
    assert.deepEqual(pieces(' 人群=低保  病种="高 血压"　合规费用=1000元 '), ['人群=低保', '病种=高 血压', '合规费用=1000元']);
    assert.deepEqual(pieces('名=“甲 乙”'), ['名=甲 乙']);
    assert.deepEqual(pieces(''), []);
});

test('days are days', () => {
    assert.deepEqual(['2020-02-29', ' 2020-01-01 '].map(isDay), [true, true]);
    assert.deepEqual(['2021-02-29', '2020-1-1', '今天', ''].map(isDay), [false, false, false, false]);
});

test('messages stand in both tongues with the same places', () => {
    for (const [name, { zh, en }] of Object.entries(MESSAGES)) {
        const places = (text) => (text.match(/\{\d\}/g) ?? []).sort();
        assert.deepEqual(places(zh), places(en), name);
        assert.match(zh, /\p{Script=Han}/u, name);
        if (name !== 'factsLike') assert.doesNotMatch(en, /\p{Script=Han}/u, name);
    }
    assert.equal(say('zh', 'stopped', '5'), 'polcheck 在三分钟内退出了 5 次,不再自动启动。');
    assert.equal(say('en', 'missingThere', '$&'), MESSAGES.missingThere.en.replace('{0}', () => '$&'));
    assert.deepEqual(['auto', 'en', undefined].map((set) => tongueOf(set, 'zh-cn')), ['zh', 'en', 'zh']);
    assert.equal(tongueOf('auto', 'de'), 'en');
});
