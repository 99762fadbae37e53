namespace Relay.Local.Conformance.Tests.Partners;

/// <summary>What a test partner has taken, as its witness shows it.</summary>
internal sealed class PartnerInbox
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Guid>> _taken = [];
    private readonly HashSet<Guid> _seen = [];

    /// <summary>Keeps an envelope; once, unless it is to be kept again.</summary>
    public void Keep(string user, Guid id, bool again = false)
    {
        lock (_gate)
        {
            if (!_seen.Add(id) && !again)
                return;
            if (!_taken.TryGetValue(user, out var ids))
                _taken[user] = ids = [];
            ids.Add(id);
        }
    }

    /// <summary>Whether it was kept.</summary>
    public bool Has(Guid id)
    {
        lock (_gate)
            return _seen.Contains(id);
    }

    /// <summary>What a user got, in order.</summary>
    public IReadOnlyList<Guid> Of(string user)
    {
        lock (_gate)
            return _taken.TryGetValue(user, out var ids) ? [.. ids] : [];
    }
}
