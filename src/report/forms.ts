/** What a report can be written as. */
export const FORMS = ['md', 'json', 'html', 'text'] as const;

/** One form of a report. */
export type Form = (typeof FORMS)[number];
