using System.Runtime.CompilerServices;
using Relay.Functions.Partners;
using Relay.Lanes.Tests.Scheduler;

namespace Relay.Lanes.Tests.Fakes;

/// <summary>The partner's settings in their store.</summary>
internal sealed class SettingsRow(PartnerRecord first)
{
    public PartnerRecord Present { get; set; } = first;
}

/// <summary>The partner's settings as one instance sees them: as old as its cache allows.</summary>
internal sealed class Settings(SettingsRow row, Stores stores, TimeProvider clock, TimeSpan lifetime) : IPartners
{
    private PartnerRecord? _cached;
    private DateTimeOffset _readAt;

    public ValueTask<PartnerRecord?> FindAsync(string name)
    {
        if (_cached is null || clock.GetUtcNow() - _readAt >= lifetime)
        {
            _cached = row.Present;
            _readAt = clock.GetUtcNow();
        }

        return ValueTask.FromResult<PartnerRecord?>(_cached);
    }

    public Task<PartnerRecord?> FindNowAsync(string name, CancellationToken cancel) =>
        stores.ReadAsync<PartnerRecord?>($"read settings of {name}", Footprint.Reads("settings/" + name), () => row.Present, cancel);

    public async IAsyncEnumerable<PartnerRecord> ListAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        yield return (await FindNowAsync(row.Present.Name, cancel))!;
    }
}
