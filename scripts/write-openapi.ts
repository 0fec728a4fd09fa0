// Writes schema/openapi.json, which is generated, committed, served and checked by tests.
import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../src/server/openapi/document.ts';
import { answerShapes } from './answer-shapes.ts';

const text = `${JSON.stringify(openApiDocument(answerShapes()), null, 1)}\n`;
writeFileSync(new URL('../schema/openapi.json', import.meta.url), text);
