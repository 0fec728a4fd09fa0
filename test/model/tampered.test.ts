import { areExplored } from './explored.ts';
import { TAMPERED } from './worlds.ts';

areExplored([TAMPERED]);
