using Relay.Functions.People;

namespace Relay.Functions.Erasure;

/// <summary>An erasure under way.</summary>
/// <param name="User">Who is erased.</param>
/// <param name="Before">What the relay knew of the user; the mark itself when the erasure is asked for again.</param>
/// <param name="At">When; whole milliseconds.</param>
/// <param name="IsBack">Whether the user was enlisted anew before the erasure was brought to its end.</param>
public sealed record Erasing(Address User, UserRecord Before, DateTimeOffset At, bool IsBack)
{
    /// <summary>Whether something made at this time is to go: what came after is that of the user's new enlistment.</summary>
    public bool Covers(DateTimeOffset madeAt) => !IsBack || madeAt <= At;
}

/// <summary>Removes one kind of what the relay has of a user. All of them together are the erasure.</summary>
public interface IErasePart
{
    /// <summary>What is gone afterwards, in the words of certificates.</summary>
    string Gone { get; }

    /// <summary>Removes it. Must bear being called again: an erasure that was cut off is begun again.</summary>
    /// <exception cref="Azure.RequestFailedException">A store did not answer or refused.</exception>
    Task EraseAsync(Erasing erasing, CancellationToken cancel);
}
