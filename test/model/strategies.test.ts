import { areExplored } from './explored.ts';
import { STRATEGIES } from './worlds.ts';

areExplored(STRATEGIES);
