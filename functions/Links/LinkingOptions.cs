using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Links;

/// <summary>How long the steps of linking two accounts may take. Section <c>Links</c> of the configuration.</summary>
public sealed class LinkingOptions
{
    /// <summary>Minutes for which a code is good.</summary>
    [Range(1, 60)]
    public int CodeMinutes { get; set; } = 10;

    /// <summary>Codes that may be tried for one link.</summary>
    [Range(1, 10)]
    public int CodeTries { get; set; } = 5;

    /// <summary>Hours that both accounts have to sign after the code was right.</summary>
    [Range(1, 168)]
    public int SignatureHours { get; set; } = 24;
}
