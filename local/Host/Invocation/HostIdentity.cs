namespace Relay.Local.Host.Invocation;

/// <summary>The Functions host whose contract this is; the program sees it in every call.</summary>
internal static class HostIdentity
{
    public const string Version = "4.1037.0.0";

    public const string UserAgent = "Azure-Functions-Host/" + Version;
}
