namespace Relay.Cli.Conformance;

/// <summary>Exit codes of <c>relay conformance</c>.</summary>
internal static class ConformanceExit
{
    /// <summary>All points that were examined hold.</summary>
    public const int Passed = 0;

    /// <summary>At least one does not.</summary>
    public const int Failed = 1;

    /// <summary>Nothing was examined: wrong options, a file that cannot be read or written, or nobody at the endpoint.</summary>
    public const int CouldNotRun = 2;
}
