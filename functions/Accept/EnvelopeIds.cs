using Relay.Functions.Ledger;

namespace Relay.Functions.Accept;

/// <summary>Envelope ids are UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds first, so that stores stay ordered by time.</summary>
internal static class EnvelopeIds
{
    private const int TimeBasedVersion = 7;

    /// <summary>Whether the id is of version 7, the RFC's variant, and not further from now than the window.</summary>
    public static bool IsNear(Guid id, DateTimeOffset now, TimeSpan window) =>
        id.Version == TimeBasedVersion && (id.Variant & 0xC) == 0x8 && (IdTimes.Of(id) - now).Duration() <= window;
}
