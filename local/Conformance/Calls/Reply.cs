using System.Globalization;

namespace Relay.Local.Conformance.Calls;

/// <summary>What came of a call.</summary>
/// <param name="Status">The HTTP status; 0 when there was none.</param>
/// <param name="Body">What was answered.</param>
/// <param name="Failure">Why there is no whole answer; null when there is one.</param>
internal sealed record Reply(int Status, byte[] Body, string? Failure = null)
{
    /// <summary>The status of a refused signature.</summary>
    public const int Unauthorized = 401;

    /// <summary>Whether it is a whole answer with a status of success.</summary>
    public bool IsSuccess => Failure is null && Status is >= 200 and < 300;

    /// <summary>For the report: the status, or why there is none. Nothing of the body.</summary>
    public string Text => Failure ?? Status.ToString(CultureInfo.InvariantCulture);

    /// <summary>A call that was not answered.</summary>
    public static Reply None(string failure) => new(0, [], failure);
}
