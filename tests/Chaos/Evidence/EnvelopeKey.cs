namespace Relay.Chaos.Evidence;

/// <summary>What tells an envelope from all others: ids are unique for each sending partner.</summary>
/// <param name="Partner">The sending partner.</param>
/// <param name="Id">The envelope's id.</param>
internal readonly record struct EnvelopeKey(string Partner, Guid Id)
{
    public override string ToString() => $"{Partner}/{Id}";
}
