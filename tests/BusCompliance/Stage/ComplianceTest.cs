using System.Runtime.CompilerServices;
using Relay.Local.Bus.Compliance.Clients.DotNet;
using Relay.Local.Bus.Compliance.Clients.JavaScript;
using Relay.Local.Bus.Compliance.Results;
using Xunit.v3;

namespace Relay.Local.Bus.Compliance.Stage;

/// <summary>Base of the scenarios: opens clients, closes them, and records what passed.</summary>
public abstract class ComplianceTest(BrokerFixture broker, NodeFixture node) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<IBusClient> _clients = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
        if (TestContext.Current.Test is IXunitTest test)
            ScenarioResults.Record(test.TestMethod.Method, (ClientKind)test.TestMethodArguments[0]!, TestContext.Current.TestState?.Result == TestResult.Passed);
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens a client of the kind at the queue of the calling scenario.</summary>
    private protected async Task<BusStage> OpenAsync(ClientKind kind, TimeSpan? patience = null, [CallerMemberName] string scenario = "")
    {
        return new BusStage(kind, BrokerFixture.QueueOf(scenario, kind), broker, await ConnectAsync(kind, patience));
    }

    /// <summary>Opens a further connection, to the broker of the class unless told otherwise.</summary>
    private protected async Task<IBusClient> ConnectAsync(ClientKind kind, TimeSpan? patience = null, string? connectionString = null)
    {
        var to = connectionString ?? broker.Bus.ConnectionString;
        var client = kind == ClientKind.DotNet
            ? new DotNetClient(to, patience ?? Patience)
            : await JavaScriptClient.OpenAsync(node.Node, to, patience ?? Patience);
        _clients.Add(client);
        return client;
    }

    /// <summary>Opens an administration client, to the broker of the class unless told otherwise.</summary>
    private protected async Task<IBusAdministration> AdministerAsync(ClientKind kind, string? connectionString = null)
    {
        var to = connectionString ?? broker.Bus.ConnectionString;
        return kind == ClientKind.DotNet
            ? new DotNetAdministration(to, Patience)
            : await JavaScriptAdministration.OpenAsync(node.Node, to);
    }
}
