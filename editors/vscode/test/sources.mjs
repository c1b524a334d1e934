// Loads a source file of the extension that does not need an editor.
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';

export async function load(name) {
    const entry = fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url));
    const built = await esbuild.build({
        entryPoints: [entry],
        bundle: true,
        platform: 'node',
        format: 'esm',
        write: false,
        logLevel: 'silent',
    });
    return import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].contents).toString('base64')}`);
}
