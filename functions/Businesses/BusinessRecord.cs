using Azure;
using Relay.Functions.People;

namespace Relay.Functions.Businesses;

/// <summary>A business that an operator has verified.</summary>
/// <param name="Name">Names it in the relay.</param>
/// <param name="DisplayName">What it is called.</param>
/// <param name="Accounts">Its accounts as the operator has them, at most 16.</param>
/// <param name="Verified">Who verified it.</param>
public sealed record BusinessRecord(string Name, string DisplayName, IReadOnlyList<BusinessAccount> Accounts, BusinessVerification Verified)
{
    /// <summary>The most accounts of a business.</summary>
    public const int MostAccounts = 16;

    /// <summary>What it says of itself; may be null.</summary>
    public string? About { get; init; }

    /// <summary>Its website; may be null.</summary>
    public Uri? Website { get; init; }

    /// <summary>Where its picture is; may be null.</summary>
    public Uri? Picture { get; init; }

    /// <summary>When it was set.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Of the row.</summary>
    public ETag ETag { get; init; }

    /// <summary>Without an account; when it was the preferred one, the first that is left is.</summary>
    public BusinessRecord Without(Address account)
    {
        List<BusinessAccount> left = [.. Accounts.Where(one => one.Account != account)];
        if (left.Count > 0 && !left.Exists(one => one.IsPreferred))
            left[0] = left[0] with { IsPreferred = true };
        return this with { Accounts = left };
    }
}

/// <summary>An account of a business.</summary>
/// <param name="Account">The account.</param>
/// <param name="IsPreferred">Whether it is the one to write to.</param>
public sealed record BusinessAccount(Address Account, bool IsPreferred);

/// <summary>Who verified a business.</summary>
/// <param name="By">The verifier.</param>
/// <param name="At">When.</param>
/// <param name="Reference">Under which the verifier has it.</param>
public sealed record BusinessVerification(string By, DateTimeOffset At, string Reference);
