// What the editor is told about the extension: complete, in both tongues, and nothing of the outside in it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from './sources.mjs';

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const json = (name) => JSON.parse(read(name));
const manifest = json('package.json');

test('every text for the user stands in Chinese and English', () => {
    const used = [...read('package.json').matchAll(/"%([^"%]+)%"/g)].map((found) => found[1]).sort();
    for (const name of ['package.nls.json', 'package.nls.zh-cn.json']) {
        assert.deepEqual(Object.keys(json(name)).sort(), used, name);
    }
    for (const text of Object.values(json('package.nls.zh-cn.json'))) assert.match(text, /\p{Script=Han}/u);
    for (const text of Object.values(json('package.nls.json'))) assert.doesNotMatch(text, /\p{Script=Han}/u);
});

test('every command of the menus is there', async () => {
    const source = read('src/extension.ts');
    const asked = read('src/commands.ts').match(/COMMANDS = \[([^\]]*)\]/)[1].match(/\w+/g);
    const known = new Set(asked.map((name) => `polcheck.ask.${name}`));
    for (const found of source.matchAll(/registerCommand\('([^']+)'/g)) known.add(found[1]);
    const told = manifest.contributes.commands.map((one) => one.command);
    assert.deepEqual([...told].sort(), [...known].sort());
    for (const menu of Object.values(manifest.contributes.menus).flat()) assert.ok(known.has(menu.command), menu.command);
});

test('settings that are read are told, and the other way round', () => {
    const told = Object.keys(manifest.contributes.configuration.properties).map((name) => name.slice('polcheck.'.length));
    const source = read('src/extension.ts');
    for (const name of told) assert.ok(source.includes(`'${name}'`), name);
    for (const found of source.matchAll(/settings\.get(?:<[^>]*>)?\('([^']+)'/g)) assert.ok(told.includes(found[1]), found[1]);
});

test('a word of Chinese is a name or a number, not a line', () => {
    const { pattern, flags } = json('language-configuration.json').wordPattern;
    const words = [...'比例 70%，当人群=「60年代 职工」、Ⅰ类 300元/年：2020-01-01'.matchAll(new RegExp(pattern, `g${flags}`))];
    assert.deepEqual(
        words.map((word) => word[0]),
        ['比例', '70', '当人群', '「60年代 职工」', 'Ⅰ类', '300', '元', '年', '2020-01-01'],
    );
});

test('lines are indented behind what opens and not behind what is said about it', () => {
    const { increaseIndentPattern, decreaseIndentPattern } = json('language-configuration.json').indentationRules;
    const more = new RegExp(increaseIndentPattern);
    for (const line of ['待遇 甲 每次结算 {', '    比例 按 人群 ｛', '文件 甲 = "a{" 发文 (']) assert.match(line, more);
    for (const line of ['# 见 {', '    限额 按 病种 { 高血压 400元 }', '标题 "甲 {"', '比例 70%']) assert.doesNotMatch(line, more);
    for (const line of ['}', '    ｝ 其余 {']) assert.match(line, new RegExp(decreaseIndentPattern));
});

test('what is committed does not say from where packages come', () => {
    assert.doesNotMatch(read('package-lock.json'), /"resolved"/);
    for (const name of ['.npmrc', 'package.json']) assert.doesNotMatch(read(name), /:\/\//, name);
});
