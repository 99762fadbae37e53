using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Relay.Signatures;

/// <summary>
/// Instances of one P-256 key. <see cref="ECDsa"/> does not promise to be safe for several threads, and importing a key
/// costs several times a verification, so instances are lent to one caller at a time.
/// </summary>
internal sealed class EcdsaPool(ECParameters parameters) : IDisposable
{
    // More than this many idle instances only follows a burst; they cost unmanaged memory for each registered key.
    private static readonly int MostIdle = Math.Max(2, Environment.ProcessorCount);

    private readonly ConcurrentQueue<ECDsa> _idle = new();
    private volatile bool _disposed;

    internal ECParameters Parameters => parameters;

    internal ECDsa Rent()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _idle.TryDequeue(out var key) ? key : ECDsa.Create(parameters);
    }

    internal void Return(ECDsa key)
    {
        if (_disposed || _idle.Count >= MostIdle)
            key.Dispose();
        else
            _idle.Enqueue(key);
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryDequeue(out var key))
            key.Dispose();
        if (parameters.D is { } secret)
            CryptographicOperations.ZeroMemory(secret);
    }
}
