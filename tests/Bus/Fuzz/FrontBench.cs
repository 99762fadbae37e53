using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Local.Bus.Engine;
using Relay.Local.Bus.Transport;
using Relay.Local.Bus.Transport.Front;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>A listener without queues, with limits of its own.</summary>
internal sealed class FrontBench : IDisposable
{
    private readonly BrokerListener _listener;

    public FrontBench(BrokerLimits? limits = null, Action<Socket>? http = null)
    {
        var runtime = new BrokerRuntime(
            new Dictionary<string, BusQueue>(), new TokenAuthority(null, "any", TimeProvider.System), TimeProvider.System, NullLogger.Instance, limits ?? BrokerLimits.Default);
        _listener = new BrokerListener(runtime, NullLogger.Instance, http);
        Port = _listener.Listen(0);
    }

    public int Port { get; }

    public int Connections => _listener.Connections;

    public void Dispose() => _listener.Close();
}
