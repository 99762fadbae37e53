// The word the scenarios use for an error of the client.
const service = {
  MessageLockLost: "MessageLockLost",
  SessionLockLost: "SessionLockLost",
  SessionCannotBeLocked: "SessionCannotBeLocked",
  MessageNotFound: "MessageNotFound",
  MessagingEntityNotFound: "MessagingEntityNotFound",
  MessageSizeExceeded: "MessageSizeExceeded",
  QuotaExceeded: "QuotaExceeded",
  ServiceTimeout: "ServiceTimeout",
  ServiceCommunicationProblem: "Communication",
  UnauthorizedAccess: "Unauthorized",
};

// The administration client's errors are those of its HTTP library, with codes of its own.
const administration = {
  MessageEntityNotFoundError: "MessagingEntityNotFound",
  UnauthorizedRequestError: "Unauthorized",
  InvalidOperationError: "InvalidOperation",
  REQUEST_SEND_ERROR: "Communication",
};

export function failureOf(error, fromService) {
  if (fromService) return service[error.code] ?? "General";
  if (error?.name === "RestError") return administration[error.code] ?? "General";
  const message = `${error?.message}`;
  if (/has been closed|is closed|already closed/i.test(message)) return "Closed";
  if (/failed to connect/i.test(message)) return "Communication";
  if (error instanceof TypeError || /cannot be greater than|cannot be longer than/i.test(message)) return "InvalidArgument";
  return "InvalidOperation";
}
