using Relay.Functions.People;

namespace Relay.Functions.Links;

/// <summary>Puts together what links accounts.</summary>
internal static class LinkComposition
{
    /// <summary>Adds it; the store and the options are added by the program.</summary>
    public static void AddLinks(this IServiceCollection services)
    {
        services.AddSingleton<LinkKeys>();
        services.AddSingleton<LinkRules>();
        services.AddSingleton<LinkBudget>();
        services.AddSingleton<LinkEvents>();
        services.AddSingleton<LinkAsking>();
        services.AddSingleton<LinkConfirming>();
        services.AddSingleton<LinkMaking>();
        services.AddSingleton<LinkSigning>();
        services.AddSingleton<LinkEnding>();
        services.AddSingleton<IUserWatcher, LinkWatcher>();
        services.AddSingleton<LinksEndpoint>();
        services.AddSingleton<PersonAccounts>();
        services.AddSingleton<RecipientsEndpoint>();
    }
}
