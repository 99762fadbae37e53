using Microsoft.Extensions.Options;

namespace Relay.Functions.Deliver;

/// <summary>Puts the calls to partners together.</summary>
internal static class DeliverComposition
{
    /// <summary>Adds where the relay may call, and with what.</summary>
    public static void AddDeliver(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<DeliveryOptions>, DeliveryOptionsValidation>();
        services.AddSingleton<INameResolver, SystemNames>();
        services.AddSingleton<EndpointRules>();
        services.AddSingleton<ClientCertificates>();
        services.AddSingleton<Destination>();
    }
}
