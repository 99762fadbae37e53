namespace Relay.Functions.Callers;

/// <summary>Metadata of a route that a partner may call while its agreement is only requested: what it needs to see of itself, and to prepare.</summary>
public sealed class OpenToRequested
{
    /// <summary>The mark.</summary>
    public static readonly OpenToRequested Mark = new();

    private OpenToRequested()
    {
    }
}
