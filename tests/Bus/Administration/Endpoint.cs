using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Local.Bus.Administration;
using Relay.Local.Bus.Transport;

namespace Relay.Local.Bus.Tests.Administration;

/// <summary>An administration server behind a listening socket of the test.</summary>
internal sealed class Endpoint : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _accepting;

    public Endpoint(IReadOnlyList<QueueStatus> queues, string? key = SharedAccess.Key)
    {
        var authority = new TokenAuthority(key, SharedAccess.KeyName, TimeProvider.System);
        Server = new AdministrationServer(() => new BusStatus(2, 4096, queues), authority, TimeProvider.System, NullLogger.Instance);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public AdministrationServer Server { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    public static QueueStatus Queue(string name, long active = 0, long scheduled = 0, long dead = 0) => new()
    {
        Description = new QueueDescription { Name = name },
        ActiveMessages = active,
        ScheduledMessages = scheduled,
        DeadLetterMessages = dead,
        SizeBytes = 1000 * (active + scheduled + dead),
        Received = 7,
        Delivered = 5,
        CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        AccessedAt = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero),
    };

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopped.Dispose();
        await Server.DisposeAsync();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                Server.Take(await _listener.AcceptAsync(_stopped.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
