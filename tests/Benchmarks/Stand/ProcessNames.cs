namespace Relay.Benchmarks.Stand;

/// <summary>What the processes of a run are called in the report.</summary>
internal static class ProcessNames
{
    public const string Program = "program";
    public const string Host = "host stand-in";
    public const string Bus = "embedded bus";
    public const string Azurite = "Azurite";
    public const string Load = "load and partner";
}
