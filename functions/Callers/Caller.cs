using Relay.Functions.Hosting;
using Relay.Functions.Partners;

namespace Relay.Functions.Callers;

/// <summary>Who signed a request.</summary>
/// <param name="Partner">The partner; null for an operator.</param>
/// <param name="KeyId">The key that signed; of an operator's browser, who has signed in (<see cref="Operators.SignIn.OperatorSession.Actor"/>).</param>
public sealed record Caller(PartnerRecord? Partner, string KeyId);

/// <summary>Either the caller, or why there is none.</summary>
public readonly record struct CallerCheck(Caller? Caller, Problem? Problem);
