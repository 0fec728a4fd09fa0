import { createHash, randomBytes } from 'node:crypto';
import type { TokenKind } from '../../core/principal/token.ts';

const FORM = /^plm_(agent|ci)_[A-Za-z0-9_-]{43}$/;

/** A new token: its kind, and 256 bits that nobody can guess. It is shown once and never kept. */
export const newSecret = (kind: TokenKind): string => `plm_${kind}_${randomBytes(32).toString('base64url')}`;

/** Whether a text has the form of a token. */
export const hasTokenForm = (text: string): boolean => FORM.test(text);

/** What is kept of a token, and what it is looked up by. */
export const hashOf = (secret: string): string => `sha256:${createHash('sha256').update(secret).digest('hex')}`;
