using Microsoft.Extensions.Logging.Abstractions;
using Relay.Functions.Tests.Telemetry;
using Relay.Functions.Usage;

namespace Relay.Functions.Tests.Usage;

/// <summary>One instance of the program, as far as usage goes: instruments, sums, writer.</summary>
internal sealed class UsageInstance : IDisposable
{
    public UsageInstance(ManualClock clock, MemoryUsageRows rows, int most = UsageSums.MostCells)
    {
        Sums = new UsageSums(clock, most);
        Writer = new UsageWriter(Sums, new UsageListener(Sums, Meters.Factory), rows, clock, NullLogger<UsageWriter>.Instance);
    }

    public Meters Meters { get; } = new();

    public UsageSums Sums { get; }

    public UsageWriter Writer { get; }

    public Task<bool> WriteAsync() => Writer.WriteAsync(CancellationToken.None);

    public void Dispose()
    {
        Writer.Dispose();
        Meters.Dispose();
    }
}
