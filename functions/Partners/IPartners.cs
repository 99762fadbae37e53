namespace Relay.Functions.Partners;

/// <summary>Partners' settings as the way of an envelope consults them.</summary>
public interface IPartners : IPartnerList
{
    /// <summary>The partner of this name, or null; as old as the settings' cache allows.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    ValueTask<PartnerRecord?> FindAsync(string name);

    /// <summary>The partner of this name, or null; read from the store now.</summary>
    /// <exception cref="Azure.RequestFailedException">The store did not answer or refused.</exception>
    Task<PartnerRecord?> FindNowAsync(string name, CancellationToken cancel);
}
