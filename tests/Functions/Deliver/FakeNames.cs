using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Relay.Functions.Deliver;

namespace Relay.Functions.Tests.Deliver;

/// <summary>A resolver whose answers a test decides: one after the other, the last one again and again.</summary>
internal sealed class FakeNames : INameResolver
{
    private readonly ConcurrentQueue<string[]> _answers = new();
    private volatile string[] _last = [];
    private int _asked;

    public FakeNames(params string[][] answers) => Then(answers);

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public void Then(params string[][] answers)
    {
        foreach (var answer in answers)
            _answers.Enqueue(answer);
    }

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel)
    {
        Interlocked.Increment(ref _asked);
        if (_answers.TryDequeue(out var next))
            _last = next;
        return _last.Length > 0
            ? Task.FromResult(Array.ConvertAll(_last, IPAddress.Parse))
            : throw new SocketException((int)SocketError.HostNotFound);
    }
}
