namespace Relay.Local.Setup;

/// <summary>A NuGet package's id and exact version.</summary>
internal sealed record PackageId(string Id, string Version)
{
    public override string ToString() => $"{Id}/{Version}";
}
