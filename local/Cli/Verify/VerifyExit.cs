namespace Relay.Cli.Verify;

/// <summary>Exit codes of <c>relay verify</c>.</summary>
internal static class VerifyExit
{
    /// <summary>What was checked holds.</summary>
    public const int Good = 0;

    /// <summary>It does not.</summary>
    public const int Bad = 1;

    /// <summary>Nothing was checked: wrong options, or a file or address that cannot be read.</summary>
    public const int NotChecked = 2;
}
