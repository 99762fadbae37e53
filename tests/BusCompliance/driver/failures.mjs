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

export function failureOf(error, fromService) {
  if (fromService) return service[error.code] ?? "General";
  const message = `${error?.message}`;
  if (/has been closed|is closed|already closed/i.test(message)) return "Closed";
  if (/failed to connect/i.test(message)) return "Communication";
  if (error instanceof TypeError || /cannot be greater than|cannot be longer than/i.test(message)) return "InvalidArgument";
  return "InvalidOperation";
}
