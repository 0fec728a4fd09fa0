import { z } from 'zod';
import { parseShare, type Share } from '../../core/strategy/share.ts';

const PATTERN = '^(?:100|[0-9]{1,2})%$';

/** A number of instances such as `1`, or a percentage of them such as `25%`. */
export const shareValue = (description: string) =>
  z
    .union([z.int().min(0).max(10_000), z.string().regex(new RegExp(PATTERN))])
    .meta({ examples: ['25%'], description })
    .transform((written) => parseShare(String(written)) as Share);
