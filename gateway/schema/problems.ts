import type { FieldProblem } from '../errors.ts';
import { limits } from '../contract/limits.ts';

/** Collects what is wrong with one input, with the path to it. Paths are only put together for problems. */
export class Problems {
  readonly list: FieldProblem[] = [];
  readonly #at: string;
  readonly #path: (string | number)[] = [];

  constructor(at = '') {
    this.#at = at;
  }

  enter(segment: string | number): void {
    this.#path.push(segment);
  }

  leave(): void {
    this.#path.pop();
  }

  /** Reports a problem with the value that is being looked at; always undefined, so that checks can return it. */
  add(code: string, message: string, params?: FieldProblem['params']): undefined {
    if (this.list.length >= limits.problems) return;
    this.list.push({ path: this.#render(), code, message, ...(params ? { params } : {}) });
  }

  /** The same for a key of the value that is being looked at. */
  addAt(key: string | number, code: string, message: string, params?: FieldProblem['params']): undefined {
    this.enter(key);
    this.add(code, message, params);
    this.leave();
  }

  #render(): string {
    let path = this.#at;
    for (const segment of this.#path) {
      if (typeof segment === 'number') path += `[${segment}]`;
      else path += path === '' ? segment : `.${segment}`;
    }
    return path === '' ? 'body' : path;
  }
}
