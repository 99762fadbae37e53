namespace Relay.Local.Sandbox;

/// <summary>Seeded chance for several threads: the n-th draw is the same in every run with the seed.</summary>
internal sealed class Draws(int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    /// <summary>Whether something happens that happens to so many of a hundred.</summary>
    public bool Happens(int percent) => Below(100) < percent;

    /// <summary>A number from 0 to below <paramref name="bound"/>.</summary>
    public int Below(int bound)
    {
        lock (_lock)
            return _random.Next(bound);
    }

    /// <summary>An id that nobody sent.</summary>
    public Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_lock)
            _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
