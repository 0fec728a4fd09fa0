import { areExplored } from './explored.ts';
import { HOLDING } from './worlds.ts';

areExplored(HOLDING);
