/** What a head announces, taken over by its message; and what cannot be taken over where the head was cut off. */
import { BodyPrefix } from "./body-prefix.js";
import { NO_BODY, type BodyPlan } from "./body-plan.js";
import type { ContentDecoding } from "./content-decoding.js";
import type { Direction } from "./direction.js";
import type { AnsweredMethod } from "./framing.js";
import type { Head } from "./head.js";
import type { Message } from "./message.js";
import type { Tell } from "./message-lint.js";
import { remarksOnOddFields } from "./odd-fields.js";
import type { Transaction } from "./transaction.js";

/** Leniencies on which readers disagree are told when it is known where the message ends. */
export function applyPlan(message: Message, plan: BodyPlan, tell: Tell): void {
  message.plan(plan);
  for (const { code, data, other } of plan.remarks) if (other === null) tell(code, data);
  if (plan.remarks.length > 0) {
    message.isFramingOdd = true;
    message.disputes = plan.remarks.filter(({ other }) => other !== null);
  }
  if (plan.isUnframed) message.isUnframed = true;
}

/** Has somebody listen to the body that is about to come. @param isPart it is a part of some content (206) */
export function listenToBody(
  direction: Direction,
  message: Message,
  isPart: boolean,
  decoding: ContentDecoding | null,
): void {
  message.prefix = BodyPrefix.of(message, direction, isPart);
  if (decoding === null || message.framing === "none" || message.framing === "tunnel") return;
  message.tap = decoding.open(direction, message, isPart);
}

/** The method of the request, as far as it decides how its response is framed. */
export function answeredMethod(transaction: Transaction): AnsweredMethod {
  const method = transaction.request?.method;
  return method === "HEAD" || method === "CONNECT" ? method : "other";
}

export function tellCutHead(head: Head, direction: Direction, tell: Tell): void {
  for (const { code, data } of remarksOnOddFields(head, direction, null, () => NO_BODY)) tell(code, data);
  tell("http.incomplete-message", { direction, part: "its head", why: "the empty line is missing" });
}
