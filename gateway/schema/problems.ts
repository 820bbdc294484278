import { limits } from '../contract/limits.ts';
import { reason } from '../contract/problem-codes.ts';
import type { FieldProblem, FieldProblemCode, ParamsArgument, Reason } from '../contract/problem-codes.ts';

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
  add<Code extends FieldProblemCode>(
    code: Code,
    message: string,
    ...params: ParamsArgument<Code>
  ): undefined {
    if (this.list.length < limits.problems) this.addReason(reason(code, message, ...params));
  }

  /** The same for a key of the value that is being looked at. */
  addAt<Code extends FieldProblemCode>(
    key: string | number,
    code: Code,
    message: string,
    ...params: ParamsArgument<Code>
  ): undefined {
    this.addReasonAt(key, reason(code, message, ...params));
  }

  addReason(why: Reason): undefined {
    if (this.list.length < limits.problems) this.list.push({ path: this.#render(), ...why });
  }

  addReasonAt(key: string | number, why: Reason): undefined {
    this.enter(key);
    this.addReason(why);
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
