using Relay.Signatures.Transparency;

namespace Relay.Client.Transparency;

/// <summary>What two signed heads of one relay show.</summary>
public enum HeadFault
{
    /// <summary>They belong to one log.</summary>
    None,

    /// <summary>One of them is not the relay's: it shows nothing.</summary>
    Untrusted,

    /// <summary>The relay has signed two trees of one size. The two tokens prove it to everybody.</summary>
    Equivocation,

    /// <summary>
    /// The relay has not shown that the smaller tree is the beginning of the larger one. A relay that has one log can always show it: ask
    /// again, and let others ask.
    /// </summary>
    Inconsistent,
}

/// <summary>Two heads, and what they show.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Smaller">The token of the smaller tree, or of the first of two of one size.</param>
/// <param name="Larger">The other token.</param>
/// <param name="Path">The proof of consistency that the relay gave, where one was asked for.</param>
public sealed record HeadCheck(HeadFault Fault, string Smaller, string Larger, IReadOnlyList<byte[]>? Path = null)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsGood => Fault == HeadFault.None;
}

/// <summary>Gives the relay's proof that the log of one size is the beginning of that of another (<c>RelayClient.GetConsistencyAsync</c>).</summary>
public delegate Task<IReadOnlyList<byte[]>> ConsistencySource(long from, long to, CancellationToken cancellation);

/// <summary>
/// Compares heads that different parties were shown: partners who exchange theirs, by whatever way the relay has no hand in, find out
/// a relay that shows each of them another log.
/// </summary>
/// <param name="verifier">Has the relay's keys.</param>
/// <param name="consistency">Asks the relay.</param>
public sealed class HeadExchange(TreeHeadVerifier verifier, ConsistencySource consistency)
{
    /// <summary>Compares two heads; on a fault the result is the evidence.</summary>
    /// <param name="one">A token.</param>
    /// <param name="other">Another.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="RelayProblemException">The relay refused the proof, or could not be reached.</exception>
    public async Task<HeadCheck> CompareAsync(string one, string other, CancellationToken cancellation = default)
    {
        var (first, second) = (verifier.Check(one), verifier.Check(other));
        if (!first.IsGood || !second.IsGood)
            return new HeadCheck(HeadFault.Untrusted, one, other);
        var (smaller, larger) = first.Head.Size <= second.Head.Size ? (one, other) : (other, one);
        var (early, late) = first.Head.Size <= second.Head.Size ? (first.Head, second.Head) : (second.Head, first.Head);
        if (early.Size == late.Size)
            return new HeadCheck(early.Root.AsSpan().SequenceEqual(late.Root) ? HeadFault.None : HeadFault.Equivocation, smaller, larger);

        var path = early.Size == 0 ? [] : await consistency(early.Size, late.Size, cancellation);
        return Compare(smaller, early, larger, late, path);
    }

    /// <summary>The same of two heads of different sizes with a proof that is at hand.</summary>
    internal static HeadCheck Compare(string smaller, TreeHead early, string larger, TreeHead late, IReadOnlyList<byte[]> path) =>
        new(LogProof.AreConsistent(early.Size, early.Root, late.Size, late.Root, path) ? HeadFault.None : HeadFault.Inconsistent, smaller, larger, path);
}
