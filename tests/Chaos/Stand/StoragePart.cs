using System.Diagnostics;
using System.Globalization;
using Relay.Local.Stack;

namespace Relay.Chaos.Stand;

/// <summary>
/// Azurite. It keeps its index in memory and writes it now and then, so that SIGKILL would lose what it has acknowledged, which
/// Azure Storage does not do: it is stopped by SIGTERM, answers nobody from that moment, and writes its index before it leaves.
/// </summary>
internal sealed class StoragePart : IPart
{
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private AzuriteProcess _azurite;

    private StoragePart(string folder, AzuriteProcess azurite) => (_folder, _azurite) = (folder, azurite);

    public string Name => "storage";

    public string ConnectionString => _azurite.ConnectionString;

    public static async Task<StoragePart> StartAsync(string folder) =>
        new(folder, await AzuriteProcess.StartAsync(folder, Ports.Take(), Ports.Take()));

    /// <exception cref="TimeoutException">It does not leave.</exception>
    public async Task TakeAwayAsync()
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("Azurite can be stopped without loss only where there is SIGTERM.");

        using (var kill = Process.Start("kill", ["-TERM", _azurite.ProcessId.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _azurite.Exited.WaitAsync(StopBound);
    }

    public async Task BringBackAsync(CancellationToken cancel)
    {
        var (blob, table) = (_azurite.Blob.Port, _azurite.Table.Port);
        await _azurite.DisposeAsync();
        _azurite = await Again.UntilItRunsAsync(() => AzuriteProcess.StartAsync(_folder, blob, table), cancel);
    }

    public ValueTask DisposeAsync() => _azurite.DisposeAsync();
}
