using Relay.Chaos.Children;
using Relay.Chaos.Evidence;
using Relay.Local.Stack;

namespace Relay.Chaos.Stand;

/// <summary>The embedded Service Bus.</summary>
internal sealed class BusPart(string folder, string log, Journal journal) : ChildPart("bus", journal)
{
    private readonly int _port = Ports.Take();

    /// <summary>For the relay; known once it has run.</summary>
    public string ConnectionString { get; private set; } = "";

    protected override Task<ChildProcess> StartAsync() => ChildProcess.StartAsync(
        ChildRoles.Bus, new BusOptions(folder, _port, RepositoryPaths.Queues), log, line => ConnectionString = ChildLine.After(ChildLine.Ready, line) ?? ConnectionString);
}
