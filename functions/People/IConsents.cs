using Relay.Functions.Queue;

namespace Relay.Functions.People;

/// <summary>Whether an accepted envelope may still be delivered.</summary>
public enum ConsentVerdict
{
    /// <summary>It may.</summary>
    Open,

    /// <summary>One of the two has opted out since, or blocked the other, or withdrawn what was granted.</summary>
    Closed,

    /// <summary>One of the two was erased after it was accepted.</summary>
    Erased,

    /// <summary>The agreement with the recipient's partner has ended.</summary>
    PartnerEnded,
}

/// <summary>What delivery needs to know of the two people.</summary>
/// <param name="Verdict">Whether it may be delivered.</param>
/// <param name="Inbox">Where the recipient's app is to file it.</param>
public readonly record struct Consent(ConsentVerdict Verdict, InboxPreference Inbox);

/// <summary>The people's word at delivery: the same rules as at accept, asked again.</summary>
public interface IConsents
{
    /// <summary>Asks for one envelope; from records that are at most <c>Relay__DirectoryCacheSeconds</c> old.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    ValueTask<Consent> CheckAsync(Address from, Address to, EnvelopeClass envelopeClass, DateTimeOffset acceptedAt);
}
