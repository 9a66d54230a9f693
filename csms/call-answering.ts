import type { Answer, Call, CallErrorCode } from '../lib/ocpp-j/index.js';
import {
  isAction,
  isActionToCsms,
  validateRequest,
  type ActionToCsms,
  type ViolationKind,
} from '../lib/ocpp16/messages/index.js';
import type { AnswerScript } from './answer-script.js';
import { defaultAnswer, type AnswerContext } from './default-answers.js';
import type { ScriptedAnswer } from './message.js';

type AnyScript = (
  request: unknown,
  call: { readonly chargePointId: string; readonly id: string },
) => ScriptedAnswer | undefined | Promise<ScriptedAnswer | undefined>;

/** OCPP-J 1.6 §4.2.3. */
const codeOfViolation: Readonly<Record<ViolationKind, CallErrorCode>> = {
  missing: 'OccurenceConstraintViolation',
  type: 'TypeConstraintViolation',
  enum: 'PropertyConstraintViolation',
  length: 'PropertyConstraintViolation',
  'date-time': 'PropertyConstraintViolation',
};

/** Answers the calls of charge points: by script where there is one, else as usual. */
export class CallAnswering {
  readonly #context: AnswerContext;
  readonly #scripts = new Map<ActionToCsms, AnyScript[]>();

  constructor(context: AnswerContext) {
    this.#context = context;
  }

  /** The script added last is asked first. Returns the function that removes it. */
  add<A extends ActionToCsms>(action: A, script: AnswerScript<A>): () => void {
    const added = script as AnyScript;
    this.#scripts.set(action, [added, ...(this.#scripts.get(action) ?? [])]);
    return () => {
      this.#scripts.set(
        action,
        (this.#scripts.get(action) ?? []).filter((known) => known !== added),
      );
    };
  }

  async answer(chargePointId: string, call: Call): Promise<Answer> {
    const { action } = call;
    if (!isActionToCsms(action)) {
      return { kind: 'error', code: isAction(action) ? 'NotSupported' : 'NotImplemented', description: action };
    }
    const violation = validateRequest(action, call.payload);
    if (violation !== undefined) {
      return { kind: 'error', code: codeOfViolation[violation.kind], description: violation.message };
    }
    for (const script of this.#scripts.get(action) ?? []) {
      const scripted = await script(call.payload, { chargePointId, id: call.id });
      if (scripted !== undefined) return this.#play(scripted);
    }
    return { kind: 'result', payload: defaultAnswer(action, call.payload, chargePointId, this.#context) };
  }

  async #play(scripted: ScriptedAnswer): Promise<Answer> {
    if (scripted.delayMs !== undefined) await this.#context.clock.sleep(scripted.delayMs);
    if ('silence' in scripted) return { kind: 'silence' };
    if ('payload' in scripted) return { kind: 'result', payload: scripted.payload };
    const { callError: code, description = '', details = {} } = scripted;
    return { kind: 'error', code, description, details };
  }
}
