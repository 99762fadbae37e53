using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Relay.Local.Bus.Tests.Durability;

/// <summary>
/// The broker in a process of its own, so that it can be killed: this test program started again, which then is the broker
/// before its own entry point is reached.
/// </summary>
internal sealed class ChildBroker : IDisposable
{
    private const string FolderVariable = "RELAY_BUS_TEST_FOLDER";

    private readonly Process _process;

    private ChildBroker(Process process, string connectionString)
    {
        _process = process;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    /// <summary>A queue without sessions beside <see cref="Queue"/>.</summary>
    public static QueueDescription Plain { get; } = new() { Name = "q", MaxSizeInMegabytes = 4096 };

    public static QueueDescription Queue { get; } = new() { Name = "s", RequiresSession = true, MaxDeliveryCount = 2000 };

    /// <summary>Starts it; a bound on the managed heap makes it fail where it would hold more.</summary>
    public static async Task<ChildBroker> StartAsync(string folder, long? heapBytes = null)
    {
        var host = Environment.ProcessPath!;
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            start.ArgumentList.Add(typeof(ChildBroker).Assembly.Location);
        start.Environment[FolderVariable] = folder;
        if (heapBytes is { } bytes)
            start.Environment["DOTNET_GCHeapHardLimit"] = bytes.ToString("X", CultureInfo.InvariantCulture);
        var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(deadline.Token);
            Assert.StartsWith("Endpoint=", line, StringComparison.Ordinal);
            return new ChildBroker(process, line!);
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>True while the process runs.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>Memory the process has in the machine's RAM, in bytes.</summary>
    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Ends the process with SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    [ModuleInitializer]
    internal static void BecomeBroker()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder)
            return;
        // Only types of other modules may be used by other threads while this initialiser runs: hence the plain array.
        var bus = EmbeddedServiceBus.StartAsync(new EmbeddedServiceBusOptions { DataFolder = folder, Queues = new QueueDescription[] { Queue, Plain } }).GetAwaiter().GetResult();
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bus.ConnectionString}"));
        Console.Out.Flush();
        // The parent holds the other end of this pipe: when it goes, so does this process.
        _ = Console.In.Read();
        Environment.Exit(0);
    }
}
