// Whose policy a file states, by its first line. A quick look for menus; what counts is what polcheck reads.

const LEVELS = 'province|city|county city|county|district|banner|省|市|县级市|县|区|旗';
const NAME = "「([^」\\n]*)」|'([^'\\n]*)'|([\\p{L}\\p{Nl}][\\p{L}\\p{Nl}\\p{M}\\p{Nd}_·]*)";
const OWN = new RegExp(`^(?:${LEVELS})[ \\t\\u3000]+(?:${NAME})`, 'u');
const AMENDED = new RegExp(`^(?:amend|修订)[ \\t\\u3000]+(?:${NAME})`, 'u');

function named(line: string, pattern: RegExp): string | undefined {
    const found = pattern.exec(line);
    return found?.slice(1).find((name) => name !== undefined);
}

/** Returns the first line that is not empty and not a comment. */
function header(text: string): string {
    const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/, 200);
    return lines.find((line) => line.trim() !== '' && !/^\s*[#＃]/.test(line)) ?? '';
}

/** Returns the jurisdiction whose policy a text states. */
export function declaredBy(text: string): string | undefined {
    return named(header(text), OWN);
}

/** Returns the jurisdiction that a text is about: its own, or the one that it amends. */
export function jurisdictionOf(text: string): string | undefined {
    return declaredBy(text) ?? named(header(text), AMENDED);
}

/** Returns what stands between blanks; what stands in quotes is one piece. */
export function pieces(text: string): string[] {
    const found = text.matchAll(/(?:[^\s"“”]|["“][^"”]*["”])+/g);
    return [...found].map((piece) => piece[0].replace(/["“”]/g, ''));
}

/** Whether a text is a day of the calendar, like 2020-01-01. */
export function isDay(text: string): boolean {
    const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
    if (found === null) return false;
    const day = new Date(`${text.trim()}T00:00:00Z`);
    return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.trim());
}
