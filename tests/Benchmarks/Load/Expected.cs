using System.Text;

namespace Relay.Benchmarks.Load;

/// <summary>What must come back, so that no figure is one of refusals.</summary>
internal sealed class Expected
{
    private const int Accepted = 202;

    /// <summary>202 with whatever body.</summary>
    public static Expected Status { get; } = new(false);

    /// <summary>202 and every envelope accepted.</summary>
    public static Expected AllAccepted { get; } = new(true);

    private readonly bool results;

    private Expected(bool results) => this.results = results;

    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public void Check(int status, ReadOnlySpan<byte> body, int envelopes)
    {
        if (status != Accepted || (results && body.Count("\"status\":\"accepted\""u8) != envelopes))
            throw new InvalidOperationException($"An answer was {status}: {Encoding.UTF8.GetString(body[..Math.Min(body.Length, 500)])}");
    }
}
