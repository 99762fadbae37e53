using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Relay.Local.Bus.Tests.Durability.Load;

/// <summary>The numbers of messages whose deferral was acknowledged, for whoever receives them by number.</summary>
internal sealed class DeferredNumbers
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<long>> _numbers = new(StringComparer.Ordinal);

    public void Add(string place, long number) => _numbers.GetOrAdd(place, _ => new()).Enqueue(number);

    public bool TryTake(string place, [NotNullWhen(true)] out long? number)
    {
        number = _numbers.TryGetValue(place, out var waiting) && waiting.TryDequeue(out var first) ? first : null;
        return number is not null;
    }
}
