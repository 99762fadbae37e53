using Relay.Local.Bus.Compliance.Clients.JavaScript;

// The scenarios mostly wait: for clients, for Node, for the disk.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
[assembly: AssemblyFixture(typeof(Relay.Local.Bus.Compliance.Stage.NodeFixture))]

namespace Relay.Local.Bus.Compliance.Stage;

/// <summary>The Node process of the run, started when the first scenario needs it.</summary>
public sealed class NodeFixture : IAsyncDisposable
{
    private readonly Lazy<NodeProcess> _node = new(NodeProcess.Start);

    internal NodeProcess Node => _node.Value;

    public async ValueTask DisposeAsync()
    {
        if (_node.IsValueCreated)
            await _node.Value.DisposeAsync();
    }
}
