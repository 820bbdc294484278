import { writeFileSync } from 'node:fs';
import { describeApi } from '../gateway/index.ts';

/** Writes the API's OpenAPI document to the file named, without any engine: Studio's client is generated from it. */
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the file to write.');
writeFileSync(file, await describeApi());
