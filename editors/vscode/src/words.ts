// What the extension itself says, in both tongues. What is said of policies comes from polcheck.

export type Tongue = 'zh' | 'en';

const WORDS = {
    missing: {
        zh: '找不到程序 polcheck,现在只有配色和代码片段。请安装 polcheck,或在设置“polcheck.path”里写明它的位置。',
        en: 'The program polcheck was not found; only colours and snippets are there. Install polcheck, or name its place in the setting "polcheck.path".',
    },
    missingThere: {
        zh: '设置“polcheck.path”写的 {0} 不是可以运行的程序。请改正设置;不填就用附带的或系统路径里的。',
        en: 'The setting "polcheck.path" names {0}, which is not a program that can be run. Mend the setting; empty means the packed one or that on the PATH.',
    },
    cannotRun: {
        zh: '{0} 不能运行:{1}。请换上适合这台电脑的 polcheck。',
        en: '{0} cannot be run: {1}. Put a polcheck there that fits this computer.',
    },
    noServer: {
        zh: '{0} 没有能启动编辑器服务:{1}。请更新 polcheck;详情见输出。',
        en: '{0} did not start its editor service: {1}. Update polcheck; the output tells more.',
    },
    stopped: {
        zh: 'polcheck 在三分钟内退出了 {0} 次,不再自动启动。',
        en: 'polcheck ended {0} times within three minutes and is not started again by itself.',
    },
    notRunning: { zh: 'polcheck 没有运行。', en: 'polcheck is not running.' },
    unknownCommand: {
        zh: '这一版 polcheck 不会“{0}”。请更新 polcheck。',
        en: 'This polcheck does not know "{0}". Update polcheck.',
    },
    openSettings: { zh: '打开设置', en: 'Open settings' },
    restart: { zh: '重新启动', en: 'Restart' },
    showOutput: { zh: '查看输出', en: 'Show output' },
    starting: { zh: 'polcheck 正在启动', en: 'polcheck is starting' },
    running: { zh: 'polcheck 正在检查政策', en: 'polcheck is checking policies' },
    down: { zh: 'polcheck 没有运行:只有配色和代码片段', en: 'polcheck is not running: only colours and snippets' },
    whichJurisdiction: { zh: '哪个地方的政策?', en: 'Whose policy?' },
    compareWithWhich: { zh: '{0}与哪里比较?', en: 'Compare {0} with which?' },
    otherDay: { zh: '{0},另一天…', en: '{0}, another day…' },
    whichDay: { zh: '与哪一天的{0}比较?如 2020-01-01', en: 'Compare with {0} of which day? Like 2020-01-01' },
    notADay: { zh: '请写成 2020-01-01', en: 'Write it like 2020-01-01' },
    whichFacts: {
        zh: '写出已知的情况,空格隔开;没有写的会列出来',
        en: 'Say what is known, with blanks between; what is missing will be listed',
    },
    factsLike: { zh: '人群=低保 病种=高血压 合规费用=1000元', en: '人群=低保 病种=高血压 合规费用=1000元' },
    whichTest: { zh: '哪个测试?', en: 'Which test?' },
    noPolicies: { zh: '这个文件夹里没有政策文件。', en: 'There are no policies in this folder.' },
} as const;

export type Message = keyof typeof WORDS;

/** All messages, for the tests. */
export const MESSAGES: Readonly<Record<string, { zh: string; en: string }>> = WORDS;

/** Returns a message with what stands in it. */
export function say(tongue: Tongue, message: Message, ...parts: string[]): string {
    return WORDS[message][tongue].replace(/\{(\d)\}/g, (whole, place) => parts[Number(place)] ?? whole);
}

/** Returns the tongue in which the extension speaks: the one that is set, else that of the editor. */
export function tongueOf(setting: string | undefined, editor: string): Tongue {
    if (setting === 'zh' || setting === 'en') return setting;
    return editor.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
