using System.Reflection;

namespace Relay.Local.Bus.Compliance.Stage;

/// <summary>The broker of one test class, with a queue for each run of each of its scenarios.</summary>
public abstract class BrokerFixture(Type scenarios) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("relay-compliance-").FullName;

    internal SettableClock Clock { get; } = new();

    internal EmbeddedServiceBus Bus { get; private set; } = null!;

    internal static string QueueOf(string scenario, ClientKind client) => $"{scenario}-{client}".ToLowerInvariant();

    public async ValueTask InitializeAsync() => Bus = await EmbeddedServiceBus.StartAsync(new EmbeddedServiceBusOptions
    {
        DataFolder = _folder,
        Clock = Clock,
        Queues = [.. scenarios.GetMethods().SelectMany(Queues)],
    });

    public async ValueTask DisposeAsync()
    {
        await Bus.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static IEnumerable<QueueDescription> Queues(MethodInfo method)
    {
        if (method.GetCustomAttribute<ScenarioAttribute>() is not { } scenario)
            return [];
        var queue = method.GetCustomAttribute<QueueAttribute>() ?? new QueueAttribute();
        return scenario.Only.Select(client => queue.Describe(QueueOf(method.Name, client)));
    }
}

/// <summary>The broker of the scenarios of <typeparamref name="TScenarios"/>.</summary>
public sealed class BrokerFixture<TScenarios>() : BrokerFixture(typeof(TScenarios));
