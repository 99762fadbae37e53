using Azure.Data.Tables;
using Relay.Functions.Limits;
using Relay.Functions.Storage;

namespace Relay.Functions.Contacts;

/// <summary>Puts the parts of contacts together.</summary>
internal static class ContactComposition
{
    public static void AddContacts(this IServiceCollection services)
    {
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<DailyBudgets>(provider, Table(provider, StoreNames.BudgetsTable)));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Decoy>(provider, Table(provider, StoreNames.PeopleTable)));
        services.AddSingleton<UserCalls>();
        services.AddSingleton<Strangers>();
        services.AddSingleton<Blocks>();
        services.AddSingleton<BlocksEndpoint>();
        services.AddSingleton<Grants>();
        services.AddSingleton<GrantsEndpoint>();
        services.AddSingleton<ContactRequests>();
        services.AddSingleton<RequestsEndpoint>();
    }

    private static TableClient Table(IServiceProvider provider, string name) => provider.GetRequiredService<TableServiceClient>().GetTableClient(name);
}
