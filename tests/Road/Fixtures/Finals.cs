using Azure.Data.Tables;
using Relay.Functions.Ledger;

namespace Relay.Road.Tests.Fixtures;

/// <summary>Final states as the ledger has them.</summary>
internal static class Finals
{
    /// <summary>All of a sender's last ten minutes, in no order.</summary>
    public static async Task<IReadOnlyList<FinalEntry>> ReadAsync(StackFixture fixture, string sender)
    {
        var ledger = new LedgerStore(new TableServiceClient(fixture.Stack.Azurite.ConnectionString).GetTableClient("ledger"));
        var finals = new List<FinalEntry>();
        var now = DateTimeOffset.UtcNow;
        await foreach (var final in ledger.ReadAsync(sender, now.AddMinutes(-10), now))
            finals.Add(final);
        return finals;
    }
}
