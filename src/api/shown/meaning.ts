/** What a sign, a word and a colour say together. */
export type Meaning = 'pass' | 'fail' | 'ambiguous' | 'hold' | 'collecting' | 'now' | 'ahead';
