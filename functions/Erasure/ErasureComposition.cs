using Azure.Data.Tables;
using Relay.Functions.Held;
using Relay.Functions.People;
using Relay.Functions.Storage;

namespace Relay.Functions.Erasure;

/// <summary>Puts the erasure together. Each concern with something of users outside their rows adds an <see cref="IErasePart"/>.</summary>
internal static class ErasureComposition
{
    /// <summary>Adds the erasure over the program's stores.</summary>
    public static void AddErasure(this IServiceCollection services)
    {
        services.AddSingleton<IUserWatcher, HeldOptOut>();
        services.AddSingleton<IErasePart, HeldPart>();
        services.AddSingleton<IErasePart, MediaPart>();
        // Before the events: it may tell one.
        services.AddSingleton<IErasePart, PendingLinksPart>();
        services.AddSingleton<IErasePart, EventsPart>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ErasureJournal>(
            provider, provider.GetRequiredService<TableServiceClient>().GetTableClient(StoreNames.PeopleTable)));
        services.AddSingleton<EraseStage>();
        services.AddSingleton<ErasureSweep>();
        services.AddSingleton<CertificateIssuer>();
        services.AddSingleton<ErasureEndpoint>();
    }
}
