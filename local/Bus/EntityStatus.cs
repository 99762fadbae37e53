namespace Relay.Local.Bus;

/// <summary>What a queue refuses, named as Azure Service Bus does.</summary>
public enum EntityStatus
{
    /// <summary>Nothing.</summary>
    Active,

    /// <summary>Sending and receiving.</summary>
    Disabled,

    /// <summary>Sending.</summary>
    SendDisabled,

    /// <summary>Receiving.</summary>
    ReceiveDisabled,
}
