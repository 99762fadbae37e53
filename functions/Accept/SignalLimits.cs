namespace Relay.Functions.Accept;

/// <summary>Numbers of the Signal protocol and of Signal-Server that an envelope must keep to.</summary>
public static class SignalLimits
{
    /// <summary>Device ids begin at 1 (libsignal: DeviceId).</summary>
    public const int LeastDevice = 1;

    /// <summary>The highest device id (libsignal: DeviceId).</summary>
    public const int MostDevice = 127;

    /// <summary>Registration ids begin at 1 (Signal-Server).</summary>
    public const int LeastRegistrationId = 1;

    /// <summary>Registration ids have 14 bits.</summary>
    public const int MostRegistrationId = 0x3FFF;

    /// <summary>The largest content for one device, in bytes (Signal-Server).</summary>
    public const int MaxContentBytes = 96 * 1024;
}
