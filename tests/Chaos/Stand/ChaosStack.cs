using Relay.Chaos.Evidence;
using Relay.Chaos.Report;
using Relay.Local.Stack;

namespace Relay.Chaos.Stand;

/// <summary>The whole relay, each part in a process of its own: storage, queue, and several instances over both.</summary>
internal sealed class ChaosStack : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];

    private ChaosStack(LocalIdentity identity) => Identity = identity;

    public LocalIdentity Identity { get; }

    /// <summary>What partners sign as "@authority", whichever instance they call.</summary>
    public string Authority { get; private set; } = "";

    public StoragePart Storage { get; private set; } = null!;

    /// <summary>The namespaces, by number.</summary>
    public IReadOnlyList<BusPart> Buses { get; private set; } = [];

    public IReadOnlyList<HostPart> Hosts { get; private set; } = [];

    /// <summary>Starts the parts in the order in which they need one another.</summary>
    /// <exception cref="InvalidOperationException">A part does not start.</exception>
    public static async Task<ChaosStack> StartAsync(ChaosOptions options, RunFolder folder, Journal journal, CancellationToken cancel)
    {
        var stack = new ChaosStack(LocalIdentity.LoadOrCreate(folder.Data));
        try
        {
            await stack.StartPartsAsync(options, folder, journal, cancel);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _parts.Count - 1; i >= 0; i--)
            await _parts[i].DisposeAsync();
    }

    private async Task StartPartsAsync(ChaosOptions options, RunFolder folder, Journal journal, CancellationToken cancel)
    {
        Storage = Keep(await StoragePart.StartAsync(Path.Combine(folder.Data, "azurite")));
        Buses = [.. Enumerable.Range(0, options.Namespaces).Select(number => Keep(new BusPart($"bus-{number}", Path.Combine(folder.Data, $"bus-{number}"), folder.Log($"bus-{number}"), journal)))];
        foreach (var bus in Buses)
            await bus.BringBackAsync(cancel);
        int[] ports = [.. Enumerable.Range(0, options.Instances).Select(_ => Ports.Take())];
        Authority = $"localhost:{ports[0]}";
        var settings = StackSettings.Create(Identity, Authority, [.. Buses.Select(bus => bus.ConnectionString)], Storage.ConnectionString, options.IsBrisk);
        var app = NumberedAppFolder.Create(RepositoryPaths.AppFolder, Path.Combine(folder.Data, "app"), options.Namespaces);
        Hosts = [.. ports.Select((port, i) => Keep(new HostPart($"host-{i + 1}", app, port, settings, folder.Log($"host-{i + 1}"), journal)))];
        foreach (var host in Hosts)
            await host.BringBackAsync(cancel);
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }
}
