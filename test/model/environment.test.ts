import { areExplored } from './explored.ts';
import { ENVIRONMENT } from './worlds.ts';

areExplored(ENVIRONMENT);
