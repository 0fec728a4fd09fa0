import { areExplored } from './explored.ts';
import { TWO } from './worlds.ts';

areExplored([TWO]);
