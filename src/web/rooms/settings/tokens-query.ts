import { queryOptions } from '@tanstack/react-query';
import { plane } from '../../data/plane.ts';

/** Every token there is. */
export const TOKENS = queryOptions({ queryKey: ['tokens'], queryFn: () => plane.tokens(), staleTime: 30_000 });
