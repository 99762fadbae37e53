namespace Relay.Cli.Supply;

/// <summary>What an audit of packages found.</summary>
/// <param name="What">nuget or npm.</param>
/// <param name="NotRun">Why it could not be run; null when it was.</param>
/// <param name="Advisories">One line for each package that an advisory names.</param>
internal sealed record AuditResult(string What, string? NotRun, IReadOnlyList<string> Advisories)
{
    /// <summary>An audit that could not be run.</summary>
    public static AuditResult Impossible(string what, string why) => new(what, why, []);
}
