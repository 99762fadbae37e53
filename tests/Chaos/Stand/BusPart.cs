using Relay.Chaos.Children;
using Relay.Chaos.Evidence;
using Relay.Local.Stack;

namespace Relay.Chaos.Stand;

/// <summary>The embedded Service Bus, one namespace of it.</summary>
internal sealed class BusPart(string name, string folder, string log, Journal journal) : ChildPart(name, journal)
{
    private readonly int _port = Ports.Take();

    /// <summary>For the relay; known once it has run.</summary>
    public string ConnectionString { get; private set; } = "";

    protected override Task<ChildProcess> StartAsync() => ChildProcess.StartAsync(
        ChildRoles.Bus, new BusOptions(folder, _port, RepositoryPaths.Queues), log, line => ConnectionString = ChildLine.After(ChildLine.Ready, line) ?? ConnectionString);
}
