namespace Relay.Client.Businesses;

/// <summary>A verified business; an operator's to write. Its accounts show to partners only when their own partners say the same.</summary>
public sealed record Business
{
    /// <summary>What it is called, 1 to 128 characters.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What it says of itself; null for nothing.</summary>
    public string? About { get; init; }

    /// <summary>Its website, https; null for none.</summary>
    public Uri? Website { get; init; }

    /// <summary>Where its picture is, https; null for none.</summary>
    public Uri? Picture { get; init; }

    /// <summary>1 to 16 accounts, exactly one preferred.</summary>
    public required IReadOnlyList<BusinessAccount> Accounts { get; init; }

    /// <summary>Who verified it.</summary>
    public required BusinessVerification Verified { get; init; }
}

/// <summary>An account of a business.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="User">The user.</param>
/// <param name="Preferred">Whether it is the one to write to.</param>
public sealed record BusinessAccount(string Partner, string User, bool Preferred);

/// <summary>Who verified a business.</summary>
/// <param name="By">The verifier.</param>
/// <param name="At">When.</param>
/// <param name="Reference">Under which the verifier has it.</param>
public sealed record BusinessVerification(string By, DateTimeOffset At, string Reference);

/// <summary>The business that an account says it belongs to.</summary>
internal sealed record UserBusiness(string Business);
