namespace Relay.Local.Bus.Compliance.Clients;

/// <summary>The official clients the scenarios run through.</summary>
public enum ClientKind
{
    /// <summary>Azure.Messaging.ServiceBus.</summary>
    DotNet,

    /// <summary>@azure/service-bus.</summary>
    JavaScript,
}
