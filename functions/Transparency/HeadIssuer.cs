using Relay.Signatures;
using Relay.Signatures.Transparency;

namespace Relay.Functions.Transparency;

/// <summary>
/// Signs the heads of the log, each of which names the one before. A head is shown to nobody before it is stored: one that is signed
/// for an append that another instance has overtaken is forgotten.
/// </summary>
/// <param name="key">Gives the relay's key of the moment; it is not disposed here.</param>
/// <param name="authority">The relay.</param>
/// <param name="clock">Time.</param>
internal sealed class HeadIssuer(Func<SigningKey> key, string authority, TimeProvider clock)
{
    /// <summary>The head of the empty log.</summary>
    public LogHead First() => Sign(LogEdge.Empty, Now(), null);

    /// <summary>The head of the log after an append. Time does not go back, whatever instances' clocks say.</summary>
    public LogHead Next(LogHead before, LogEdge edge)
    {
        var now = Now();
        return Sign(edge, now > before.At ? now : before.At, TreeHeadToken.LinkOf(before.Token));
    }

    private LogHead Sign(LogEdge edge, DateTimeOffset at, string? previous) =>
        new(edge, TreeHeadToken.Sign(new TreeHead { Relay = authority, Size = edge.Size, Root = edge.Root(), At = at, Previous = previous }, key()), at);

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
}
