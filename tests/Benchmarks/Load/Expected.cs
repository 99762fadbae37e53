using System.Text;

namespace Relay.Benchmarks.Load;

/// <summary>What must come back, so that no figure is one of refusals.</summary>
internal sealed class Expected
{
    private const int Accepted = 202;
    private const int TooManyRequests = 429;

    /// <summary>202 with whatever body.</summary>
    public static Expected Status { get; } = new(false);

    /// <summary>202 and every envelope accepted.</summary>
    public static Expected AllAccepted { get; } = new(true);

    /// <summary>202 and every envelope refused.</summary>
    public static Expected Refused { get; } = new(true, null, "\"status\":\"refused\"");

    private readonly bool results;
    private readonly byte[] result;
    private readonly Action? shed;

    private Expected(bool results, Action? shed = null, string result = "\"status\":\"accepted\"") =>
        (this.results, this.shed, this.result) = (results, shed, Encoding.UTF8.GetBytes(result));

    /// <summary>As <see cref="AllAccepted"/>, or 429, which is told.</summary>
    public static Expected AllAcceptedOr429(Action shed) => new(true, shed);

    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public void Check(int status, ReadOnlySpan<byte> body, int envelopes)
    {
        if (shed is not null && status == TooManyRequests)
            shed();
        else if (status != Accepted || (results && body.Count(result) != envelopes))
            throw new InvalidOperationException($"An answer was {status}: {Encoding.UTF8.GetString(body[..Math.Min(body.Length, 500)])}");
    }
}
