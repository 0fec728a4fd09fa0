import { describe, expect, it } from 'vitest';
import { Followers } from './followers.ts';

describe('followers', () => {
  it('tells the others when one of them throws, and says so', () => {
    const failures: unknown[] = [];
    const heard: string[] = [];
    const followers = new Followers((error) => failures.push(error));
    const bug = new Error('a bug of the listener');
    followers.follow(() => {
      throw bug;
    });
    followers.follow(() => heard.push('second'));

    followers.tell([]);

    expect(heard).toEqual(['second']);
    expect(failures).toEqual([bug]);
  });

  it('tells nobody who left while the others were told', () => {
    const heard: string[] = [];
    const followers = new Followers();
    followers.follow(() => leave());
    const leave = followers.follow(() => heard.push('left'));

    followers.tell([]);

    expect(heard).toEqual([]);
  });

  it('lets the same function follow twice and leave once', () => {
    let heard = 0;
    const followers = new Followers();
    const listener = () => {
      heard += 1;
    };
    followers.follow(listener);
    const leave = followers.follow(listener);

    leave();
    followers.tell([]);

    expect(heard).toBe(1);
  });
});
