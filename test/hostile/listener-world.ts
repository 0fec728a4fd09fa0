import { type Listening, listenOnLoopback } from '../../src/server/listening.ts';
import { aControlPlane, type ControlPlaneOnBench, HEADERS } from '../api/control-plane.ts';
import type { RawAnswer } from './raw-http.ts';

/** Who asks as a program of this machine may. */
export const TOKEN = `Authorization: ${HEADERS.authorization}`;

/** A control plane on a loopback port. */
export class ListenerWorld {
  #here: ControlPlaneOnBench | undefined;
  #listener: (Listening & { readonly port: number }) | undefined;

  readonly start = async (): Promise<void> => {
    this.#here = await aControlPlane();
    this.#listener = await listenOnLoopback(this.here.app, 28_311);
  };
  readonly stop = async (): Promise<void> => {
    await this.#listener?.close();
    await this.#here?.close();
  };

  get here(): ControlPlaneOnBench {
    if (this.#here === undefined) throw new Error('no control plane was started');
    return this.#here;
  }
  get port(): number {
    return this.#listener?.port ?? 0;
  }
  /** How it is called by those that may call it. */
  get host(): string {
    return `localhost:${this.port}`;
  }
  get origin(): string {
    return `http://${this.host}`;
  }
}

/** The code that an answer refuses with; undefined when it refuses nothing. */
export const codeOf = ({ body }: Pick<RawAnswer, 'body'>): string | undefined => {
  try {
    return (JSON.parse(body) as { problems?: readonly { code: string }[] }).problems?.[0]?.code;
  } catch {
    return undefined;
  }
};
