// Drives @azure/service-bus for the compliance scenarios: one JSON request a line on standard input, one JSON answer a
// line on standard output. Objects of the client stay here and are named by numbers.
import { createInterface } from "node:readline";
import { ServiceBusClient, isServiceBusError } from "@azure/service-bus";
import Long from "long";
import { openAdministration, readPages } from "./driver/administration.mjs";
import { failureOf } from "./driver/failures.mjs";
import { read, write, writeProperties } from "./driver/messages.mjs";
import { subscribe, subscribeSessions } from "./driver/processors.mjs";

const objects = new Map();
let last = 0;

const keep = (object) => {
  objects.set(++last, object);
  return last;
};

const keepMessages = (messages) => messages.map((message) => ({ ...read(message), handle: keep(message) }));
const numbers = (list) => list.map((number) => Long.fromNumber(number));
const time = (text) => (text ? new Date(text) : undefined);

const receiverOptions = (request) => ({
  receiveMode: request.receiveAndDelete ? "receiveAndDelete" : "peekLock",
  subQueueType: request.deadLetters ? "deadLetter" : undefined,
  maxAutoLockRenewalDurationInMs: 0,
  skipParsingBodyAsJson: true,
  skipConvertingDate: true,
});

const operations = {
  open: ({ connectionString, patience }) =>
    keep(new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0, timeoutInMs: patience } })),
  close: ({ on }) => on.close(),

  sender: ({ on, queue }) => keep(on.createSender(queue)),
  send: ({ on, messages }) => on.sendMessages(messages.length === 1 ? write(messages[0]) : messages.map(write)),
  batch: async ({ on, maxBytes }) => {
    const batch = await on.createMessageBatch(maxBytes ? { maxSizeInBytes: maxBytes } : {});
    return { handle: keep(batch), maxBytes: batch.maxSizeInBytes };
  },
  tryAdd: ({ on, message }) => on.tryAddMessage(write(message)),
  sendBatch: ({ on, batch }) => on.sendMessages(objects.get(batch)),
  schedule: async ({ on, messages, at }) =>
    (await on.scheduleMessages(messages.map(write), time(at))).map((number) => number.toNumber()),
  cancel: ({ on, sequenceNumbers }) => on.cancelScheduledMessages(numbers(sequenceNumbers)),

  receiver: ({ on, queue, ...rest }) => keep(on.createReceiver(queue, receiverOptions(rest))),
  session: async ({ on, queue, sessionId, ...rest }) => {
    const session = await (sessionId === null
      ? on.acceptNextSession(queue, receiverOptions(rest))
      : on.acceptSession(queue, sessionId, receiverOptions(rest)));
    return { handle: keep(session), sessionId: session.sessionId, lockedUntil: session.sessionLockedUntilUtc };
  },
  receive: async ({ on, count, wait }) => keepMessages(await on.receiveMessages(count, { maxWaitTimeInMs: wait })),
  receiveDeferred: async ({ on, sequenceNumbers }) => keepMessages(await on.receiveDeferredMessages(numbers(sequenceNumbers))),
  peek: async ({ on, count, from }) =>
    keepMessages(await on.peekMessages(count, from === null ? {} : { fromSequenceNumber: Long.fromNumber(from) })),
  complete: ({ on, message }) => on.completeMessage(objects.get(message)),
  abandon: ({ on, message, changes }) => on.abandonMessage(objects.get(message), writeProperties(changes)),
  defer: ({ on, message, changes }) => on.deferMessage(objects.get(message), writeProperties(changes)),
  deadLetter: ({ on, message, reason, description, changes }) =>
    on.deadLetterMessage(objects.get(message), {
      ...writeProperties(changes),
      ...(reason === null ? {} : { deadLetterReason: reason }),
      ...(description === null ? {} : { deadLetterErrorDescription: description }),
    }),
  renew: ({ on, message }) => on.renewMessageLock(objects.get(message)),
  getState: async ({ on }) => {
    const state = await on.getSessionState();
    return state ? Buffer.from(state).toString("base64") : null;
  },
  setState: ({ on, state }) => on.setSessionState(state === null ? null : Buffer.from(state, "base64")),
  renewSession: ({ on }) => on.renewSessionLock(),

  // The client has this request, but no public method for it.
  listSessions: ({ on, queue, since }) =>
    on._connectionContext.getManagementClient(queue).listMessageSessions(0, 100, time(since), {}),

  subscribe: ({ on, queue, concurrency, failOn }) => keep(subscribe(on, queue, concurrency, failOn)),
  subscribeSessions: async ({ on, queue, sessions, failOn }) => keep(await subscribeSessions(on, queue, sessions, failOn)),
  seen: ({ on }) => on.seen,

  administration: ({ connectionString }) => keep(openAdministration(connectionString)),
  administer: ({ on, method, arguments: values }) => on[method](...values),
  pages: ({ on, method, arguments: values, pageSize }) => readPages(on[method](...values), pageSize),
  updateQueue: async ({ on, queue, changes }) => on.updateQueue({ ...(await on.getQueue(queue)), ...changes }),
};

const answer = (fields) => process.stdout.write(`${JSON.stringify(fields)}\n`);

async function handle(line) {
  const { id, op, on, ...request } = JSON.parse(line);
  try {
    const value = await operations[op]({ ...request, on: objects.get(on) });
    answer({ id, value: value ?? null });
  } catch (error) {
    answer({ id, failure: failureOf(error, isServiceBusError(error)), message: `${error?.code ?? error?.name}: ${error?.message}` });
  }
}

const lines = createInterface({ input: process.stdin });
lines.on("line", handle);
lines.on("close", () => process.exit(0));
