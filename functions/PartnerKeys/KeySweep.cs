using System.Globalization;
using Relay.Functions.Callers;
using Relay.Functions.Deliver;
using Relay.Functions.Partners;
using Relay.Functions.Receipts;
using Relay.Signatures;

namespace Relay.Functions.PartnerKeys;

/// <summary>Tells partners ahead of time that a key of theirs expires, and that the relay is going to sign with another; operators, that a client certificate expires.</summary>
internal sealed partial class KeySweep(
    IPartnerList partners, IPartnerEvents events, KeyNotices notices, RelayKeys relay, ClientCertificates certificates, TimeProvider clock, ILogger<KeySweep> logger)
{
    // No key id has parentheses.
    private const string RelayPartition = "(relay)";

    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused; the next run goes on.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var (name, expiresAt) in certificates.Expiries)
        {
            if (expiresAt <= now || NoticeDays.Due(expiresAt, now) is not null)
                Log.CertificateExpiring(logger, name, expiresAt);
        }

        var next = relay.Next();
        await foreach (var partner in partners.ListAsync(cancel))
        {
            if (partner.Status == PartnerStatus.Ended)
                continue;
            foreach (var key in partner.Keys)
                await TellExpiryAsync(partner.Name, key, now, cancel);
            if (next is not null && partner.Events is not null)
                await TellChangeAsync(partner.Name, next, now, cancel);
        }
    }

    private async Task TellExpiryAsync(string partner, JsonWebKey key, DateTimeOffset now, CancellationToken cancel)
    {
        if (key.ExpiresAt is not { } expiresAt || NoticeDays.Due(expiresAt, now) is not { } days)
            return;

        // Another time is another notice: a key that was given more time expires again.
        var notice = string.Create(CultureInfo.InvariantCulture, $"expiring-{days:D2}-{expiresAt.UtcTicks:D19}");
        if (!await notices.TryBeginAsync(key.Kid, notice, cancel))
            return;

        Log.KeyExpiring(logger, partner, days);
        await events.TellAsync(partner, PartnerEventTypes.KeyExpiring, Facts(key, days, "expiresAt", expiresAt), cancel);
        await notices.DoneAsync(key.Kid, notice, cancel);
    }

    private async Task TellChangeAsync(string partner, JsonWebKey next, DateTimeOffset now, CancellationToken cancel)
    {
        if (next.NotBefore is not { } from || NoticeDays.Due(from, now) is not { } days)
            return;

        var notice = string.Create(CultureInfo.InvariantCulture, $"changing-{days:D2}-{from.UtcTicks:D19}-{KeyThumbprint.Of(next)}-{partner}");
        if (!await notices.TryBeginAsync(RelayPartition, notice, cancel))
            return;

        await events.TellAsync(partner, PartnerEventTypes.RelayKeyChanging, Facts(next, days, "from", from), cancel);
        await notices.DoneAsync(RelayPartition, notice, cancel);
    }

    private static Dictionary<string, string> Facts(JsonWebKey key, int days, string when, DateTimeOffset at) => new()
    {
        ["kid"] = key.Kid,
        ["thumbprint"] = KeyThumbprint.Of(key),
        ["days"] = days.ToString(CultureInfo.InvariantCulture),
        [when] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 7700, Level = LogLevel.Warning, Message = "A signing key of {Partner} expires within {Days} days")]
        public static partial void KeyExpiring(ILogger logger, string partner, int days);

        [LoggerMessage(EventId = 7701, Level = LogLevel.Warning, Message = "The client certificate {Name} ends at {At}")]
        public static partial void CertificateExpiring(ILogger logger, string name, DateTimeOffset at);
    }
}
