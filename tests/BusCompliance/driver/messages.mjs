// Messages of the client and those of the scenarios.
const value = ({ type, value }) => (type === "time" ? new Date(value) : type === "null" ? null : value);

export const writeProperties = (properties) =>
  Object.fromEntries(Object.entries(properties ?? {}).map(([name, typed]) => [name, value(typed)]));

export function write(message) {
  const body = Buffer.from(message.body, "base64");
  if (message.bodyKind === "Value") return { bodyType: "value", body: body.toString() };
  if (message.bodyKind === "Sequence") return { bodyType: "sequence", body: body.toString().split("|") };
  const written = { body, applicationProperties: writeProperties(message.properties) };
  for (const name of ["messageId", "sessionId", "partitionKey", "correlationId", "subject", "to", "replyTo", "replyToSessionId", "contentType"])
    if (message[name] !== null) written[name] = message[name];
  if (message.timeToLive !== null) written.timeToLive = message.timeToLive;
  if (message.scheduledEnqueueTime !== null) written.scheduledEnqueueTimeUtc = new Date(message.scheduledEnqueueTime);
  return written;
}

const typed = (value) => {
  if (value === null) return { type: "null" };
  if (value instanceof Date) return { type: "time", value };
  return { type: typeof value === "number" ? "number" : typeof value, value };
};

function readBody(message) {
  const kind = message._rawAmqpMessage.bodyType;
  if (kind === "value") return ["Value", Buffer.from(`${message.body}`)];
  if (kind === "sequence") return ["Sequence", Buffer.from(message.body.flat().join("|"))];
  return ["Binary", Buffer.from(message.body ?? "")];
}

export function read(message) {
  const [bodyKind, body] = readBody(message);
  return {
    body: body.toString("base64"),
    bodyKind,
    messageId: message.messageId,
    sessionId: message.sessionId,
    partitionKey: message.partitionKey,
    correlationId: message.correlationId,
    subject: message.subject,
    to: message.to,
    replyTo: message.replyTo,
    replyToSessionId: message.replyToSessionId,
    contentType: message.contentType,
    timeToLive: message.timeToLive,
    scheduledEnqueueTime: message.scheduledEnqueueTimeUtc && new Date(message.scheduledEnqueueTimeUtc),
    properties: Object.fromEntries(Object.entries(message.applicationProperties ?? {}).map(([name, value]) => [name, typed(value)])),
    sequenceNumber: message.sequenceNumber.toNumber(),
    enqueuedSequenceNumber: Number(message.enqueuedSequenceNumber),
    enqueuedTime: message.enqueuedTimeUtc,
    lockedUntil: message.lockedUntilUtc,
    expiresAt: message.timeToLive ? message.expiresAtUtc : undefined,
    // This client counts from 0, as the message header does.
    deliveryCount: message.deliveryCount + 1,
    state: message.state,
    deadLetterReason: message.deadLetterReason,
    deadLetterDescription: message.deadLetterErrorDescription,
    deadLetterSource: message.deadLetterSource,
  };
}
