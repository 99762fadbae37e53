using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Relay.Local.Bus.Tests.Durability;

/// <summary>Turns a process of this test program into a broker, where its environment says so.</summary>
internal static class ChildEntry
{
    /// <summary>What the child prints before it opens its data folder.</summary>
    public const string Opening = "opening";

    private const string FolderVariable = "RELAY_BUS_TEST_FOLDER";
    private const string QueuesVariable = "RELAY_BUS_TEST_QUEUES";

    public static void Describe(IDictionary<string, string?> environment, string folder, IReadOnlyList<QueueDescription> queues)
    {
        environment[FolderVariable] = folder;
        environment[QueuesVariable] = JsonSerializer.Serialize(queues, ChildJson.Default.IReadOnlyListQueueDescription);
        // The broker lives for less than a second: code that is compiled again to run faster would never pay.
        environment["DOTNET_TieredPGO"] = "0";
    }

    [ModuleInitializer]
    internal static void BecomeBroker()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder)
            return;
        Console.Out.WriteLine(Opening);
        // Other threads may use only types of other modules while this initialiser runs: hence the array.
        var queues = JsonSerializer.Deserialize(Environment.GetEnvironmentVariable(QueuesVariable)!, ChildJson.Default.IReadOnlyListQueueDescription)!.ToArray();
        using var logging = LoggerFactory.Create(builder => builder.AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace));
        var bus = EmbeddedServiceBus.StartAsync(new EmbeddedServiceBusOptions { DataFolder = folder, Queues = queues, Logging = logging }).GetAwaiter().GetResult();
        Console.Out.WriteLine(bus.ConnectionString);
        // The parent holds the other end of this pipe: when it goes, so does this process.
        _ = Console.In.Read();
        Environment.Exit(0);
    }
}
