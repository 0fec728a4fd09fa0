import type { Principal } from '../core/principal/principal.ts';
import { foreign, type Span } from './document/block.ts';

/** The engine's own sentences stand as they are; what anybody else wrote is theirs. */
export const saidBy = (by: Principal, text: string): Span => (by.kind === 'system' ? text : foreign(text));
