using Azure;

namespace Relay.Functions.Rooms;

/// <summary>
/// What the relay keeps of an MLS group, so that all members see its commits in one order: no user, no content, and no name of the
/// group but a keyed hash.
/// </summary>
/// <param name="Epoch">The group's epoch: that of the last commit and one more, or that of the first message.</param>
/// <param name="Commit">SHA-256 of the last commit; empty before there is one.</param>
/// <param name="IsComplete">Whether that commit is in all its lanes.</param>
/// <param name="Partners">The partners that take part.</param>
/// <param name="ChangedAt">When it was last written.</param>
internal sealed record MlsRoom(ulong Epoch, ReadOnlyMemory<byte> Commit, bool IsComplete, IReadOnlyList<string> Partners, DateTimeOffset ChangedAt)
{
    /// <summary>The most partners of a room. Others can be written to as well, and cannot commit.</summary>
    public const int MostPartners = 256;

    /// <summary>What the store knows the stored state by; default before it is stored.</summary>
    public ETag ETag { get; init; }

    /// <summary>Whether this is the last commit.</summary>
    public bool IsLast(ReadOnlySpan<byte> commit) => Commit.Span.SequenceEqual(commit);

    /// <summary>With more partners; the same room when there are none.</summary>
    public MlsRoom With(IEnumerable<string> partners)
    {
        string[] more = [.. partners.Except(Partners).Take(MostPartners - Partners.Count)];
        return more.Length == 0 ? this : this with { Partners = [.. Partners, .. more] };
    }
}
