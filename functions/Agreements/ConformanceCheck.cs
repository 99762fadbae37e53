using System.Buffers;
using Relay.Functions.Hosting;

namespace Relay.Functions.Agreements;

/// <summary>Turns an operator's word about a conformance report into its record, or says which rule it breaks.</summary>
internal static class ConformanceCheck
{
    /// <summary>The verdict of a report without a failed test.</summary>
    public const string Passed = "passed";

    private const string Failed = "failed";
    private const int DigestDigits = 64;
    private const int MostTests = 1_000_000;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The record, or the problem.</summary>
    public static (ConformanceReport? Report, Problem? Problem) Check(ConformanceOrder order, DateTimeOffset now, string by)
    {
        if (order.Sha256 is not { Length: DigestDigits } digest || digest.AsSpan().ContainsAnyExcept(Digits))
            return (null, Problems.Malformed("sha256", "hexadecimal digits, this many", DigestDigits));
        if (order.Verdict is not (Passed or Failed))
            return (null, Problems.Malformed("verdict", "passed or failed"));
        if (order.TestsPassed is < 0 or > MostTests)
            return (null, Problems.Malformed("testsPassed", "0 to the limit", MostTests));
        if (order.TestsFailed is < 0 or > MostTests || (order is { Verdict: Passed, TestsFailed: > 0 }))
            return (null, Problems.Malformed("testsFailed", "0 to the limit, and 0 of a report that passed", MostTests));
        return (new ConformanceReport(digest.ToLowerInvariant(), order.Verdict, now, by, order.TestsPassed, order.TestsFailed), null);
    }
}
