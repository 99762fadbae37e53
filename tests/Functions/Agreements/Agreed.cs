using Relay.Functions.Agreements;
using Relay.Functions.Partners;

namespace Relay.Functions.Tests.Agreements;

/// <summary>Partners whose agreements the tests are about.</summary>
internal static class Agreed
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static PartnerRecord Partner(PartnerStatus status, PartnerStatus suspendedFrom = PartnerStatus.Live, string name = "haiket") =>
        new(name, status, new Uri("https://partner.example/relay"), [], ["text"], 4)
        {
            Agreement = new AgreementRecord { RequestedAt = Noon, SuspendedFrom = suspendedFrom },
        };

    public static StateChange Change(PartnerStatus? from, PartnerStatus to, string? reason = null, DateTimeOffset? at = null) => new(at ?? Noon, from, to, "op-1", reason);
}
