namespace Relay.Local.Conformance.Points;

/// <summary>What the kit has sent, for the comparison with what the witness shows.</summary>
internal sealed class SentEnvelopes
{
    private readonly List<(string Point, Guid Id)> _forged = [];
    private readonly List<(Guid Id, string User)> _accepted = [];
    private readonly HashSet<Guid> _seen = [];

    /// <summary>Envelopes that came under a signature that does not hold, and of which point.</summary>
    public IReadOnlyList<(string Point, Guid Id)> Forged => _forged;

    /// <summary>Envelopes that the partner accepted, each once, in the order of the first time.</summary>
    public IReadOnlyList<(Guid Id, string User)> Accepted => _accepted;

    public void Forge(string point, IEnumerable<Guid> ids) => _forged.AddRange(ids.Select(id => (point, id)));

    public void Accept(Guid id, string user)
    {
        if (_seen.Add(id))
            _accepted.Add((id, user));
    }
}
