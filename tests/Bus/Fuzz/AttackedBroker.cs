using Relay.Local.Bus.Tests.Durability;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>A broker in a process of its own that is attacked while an ordinary client uses it.</summary>
internal sealed class AttackedBroker : IAsyncDisposable
{
    /// <summary>What the broker may hold, whatever comes: beyond it the runtime ends the process.</summary>
    private const long HeapBytes = 320L * 1024 * 1024;

    /// <summary>That, the runtime itself, and the store's native memory.</summary>
    private const long MostMemoryBytes = HeapBytes + (200L * 1024 * 1024);

    private readonly TempFolder _folder;
    private readonly ChildBroker _broker;

    private AttackedBroker(TempFolder folder, ChildBroker broker)
    {
        _folder = folder;
        _broker = broker;
    }

    /// <summary>The queue its ordinary client uses.</summary>
    public static QueueDescription Ordinary { get; } = new() { Name = "s", RequiresSession = true, MaxDeliveryCount = 2000 };

    /// <summary>The queue that is attacked; it has room for what comes.</summary>
    public static QueueDescription Attacked { get; } = new() { Name = "q", MaxSizeInMegabytes = 4096 };

    public int Port => RawConnection.PortOf(_broker.ConnectionString);

    public string ConnectionString => _broker.ConnectionString;

    public static async Task<AttackedBroker> StartAsync()
    {
        var folder = new TempFolder();
        var broker = ChildBroker.Launch(folder.Path, [Ordinary, Attacked], heapBytes: HeapBytes);
        await broker.ListeningAsync();
        return new AttackedBroker(folder, broker);
    }

    /// <summary>Attacks; the broker must live, serve its ordinary client during it and afterwards, and stay below its memory.</summary>
    public async Task WithstandAsync(Func<Task> attack)
    {
        await using (var during = new OrdinaryClient(ConnectionString))
        {
            await attack();
            CheckMemory();
            Assert.NotEqual(0, await during.EndAsync());
        }
        await using var after = new OrdinaryClient(ConnectionString);
        Assert.NotEqual(0, await after.EndAsync());
        CheckMemory();
    }

    public void CheckMemory()
    {
        Assert.True(_broker.IsAlive, "The broker's process has ended.");
        Assert.InRange(_broker.WorkingSet, 0, MostMemoryBytes);
    }

    public ValueTask DisposeAsync()
    {
        _broker.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
