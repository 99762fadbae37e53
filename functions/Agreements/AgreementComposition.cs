using Relay.Functions.Devices;

namespace Relay.Functions.Agreements;

/// <summary>Puts together what holds envelopes against agreements and recipients.</summary>
internal static class AgreementComposition
{
    /// <summary>Adds it.</summary>
    public static void AddAgreements(this IServiceCollection services)
    {
        services.AddSingleton<PairFloors>();
        services.AddSingleton<DowngradeWatch>();
        services.AddSingleton<PairAgreement>();
        services.AddSingleton<MailboxCheck>();
        services.AddSingleton<FirstDeliveries>();
        services.AddSingleton<AgreementStage>();
        services.AddSingleton<AgreementEndpoint>();
    }
}
