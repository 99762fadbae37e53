namespace Relay.Functions.Partners;

/// <summary>All partners, for what works through them one after the other.</summary>
public interface IPartnerList
{
    /// <summary>Every partner, read anew.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    IAsyncEnumerable<PartnerRecord> ListAsync(CancellationToken cancel);
}
